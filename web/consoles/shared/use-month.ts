import { useInAddress } from './use-address.ts'
import { useThisMonth } from './use-this-month.ts'

type ChosenMonth = {
  /** `YYYY-MM`. */
  month: string
  /** Undefined: the current one, which the gateway knows best. */
  asked: string | undefined
  pick: (month: string) => void
}

/** The month that a screen is about, as the address says. */
export const useMonth = (): ChosenMonth => {
  const [named, pick] = useInAddress('month')
  const current = useThisMonth()
  const asked = named !== undefined && /^[1-9]\d{3}-(0[1-9]|1[0-2])$/.test(named) ? named : undefined
  return { month: asked ?? current, asked, pick }
}
