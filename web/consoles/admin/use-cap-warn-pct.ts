import type { Settings } from '../shared/answers.ts'
import { useAnswer } from '../shared/use-answer.ts'

/** At how many percent of a cap the gateway warns. Undefined: not known yet. */
export const useCapWarnPct = (): number | undefined => useAnswer<Settings>('admin-settings').data?.cap_warn_pct
