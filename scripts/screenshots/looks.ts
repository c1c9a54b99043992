/** How each screen is looked at. */
export type Look = {
  name: string
  colorScheme: 'light' | 'dark'
  viewport: { width: number; height: number }
}

const SIZES = { desktop: { width: 1440, height: 900 }, telephone: { width: 390, height: 844 } }

export const LOOKS: readonly Look[] = Object.entries(SIZES).flatMap(([size, viewport]) =>
  (['light', 'dark'] as const).map((colorScheme) => ({ name: `${size}-${colorScheme}`, colorScheme, viewport })),
)
