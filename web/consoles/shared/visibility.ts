import type { MantineBreakpoint } from '@mantine/core'

type Choosy = { onPhone?: 'hide'; onTablet?: 'hide'; onLaptop?: 'hide' }

/** From what width on a column is there, as Mantine's cells take it. */
export const visibility = ({ onPhone, onTablet, onLaptop }: Choosy): { visibleFrom?: MantineBreakpoint } => {
  if (onLaptop === 'hide') return { visibleFrom: 'xl' }
  if (onTablet === 'hide') return { visibleFrom: 'lg' }
  return onPhone === 'hide' ? { visibleFrom: 'sm' } : {}
}
