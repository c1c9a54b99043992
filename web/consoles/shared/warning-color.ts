/** Of a text that warns: the alerts' own is made for their own ground, and in the dark nearly white. */
export const WARNING_COLOR = 'light-dark(var(--mantine-color-orange-light-color), var(--mantine-color-orange-4))'
