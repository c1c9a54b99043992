import { picoOf } from './pico.ts'

/** How many percent of a cap an amount is, exact enough for a bar; of a cap of nothing it is all or none. */
export const capShare = (usd: string, capUsd: string): number => {
  const [part, cap] = [picoOf(usd), picoOf(capUsd)]
  if (cap <= 0n) return part > 0n ? 100 : 0
  return Number((part * 1_000_000n) / cap) / 10_000
}

/** `99%` for 99.6: it is all of it when nothing is left, and not before; and what is something is not `0%`. */
export const capShareText = (usd: string, capUsd: string): string => {
  const [part, cap] = [picoOf(usd), picoOf(capUsd)]
  if (cap <= 0n) return 'No calls allowed'
  const percent = (part * 100n) / cap
  return part > 0n && percent === 0n ? '<1%' : `${percent}%`
}

/** Of a bar at so many percent. The gateway warns at `warnPct`; undefined: that is not known yet. */
export const capColor = (percent: number, warnPct: number | undefined): string => {
  if (percent >= 100) return 'red.6'
  return warnPct !== undefined && percent >= warnPct ? 'orange.6' : 'indigo.6'
}
