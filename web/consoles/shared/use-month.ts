import { isMonth } from './is-month.ts'
import { useInAddress } from './use-address.ts'
import { useThisMonth } from './use-this-month.ts'

type ChosenMonth = {
  /** `YYYY-MM`. */
  month: string
  /** Undefined: the current one, which the gateway knows best. */
  asked: string | undefined
  /** Undefined: none in particular. */
  pick: (month: string | undefined) => void
}

/** The month that a screen is about, as the address says. */
export const useMonth = (): ChosenMonth => {
  const [named, pick] = useInAddress('month')
  const current = useThisMonth()
  const asked = isMonth(named) ? named : undefined
  return { month: asked ?? current, asked, pick }
}
