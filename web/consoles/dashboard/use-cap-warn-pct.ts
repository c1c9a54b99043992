import { useMe } from './use-me.ts'

/** At how many percent of a cap the gateway warns. Undefined: not known yet. */
export const useCapWarnPct = (): number | undefined => useMe().data?.cap_warn_pct
