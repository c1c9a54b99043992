import type { OwnKeys } from '../shared/answers.ts'
import { useAnswer } from '../shared/use-answer.ts'

/** Calls a minute of a key without a limit of its own; 0 or less: any number. Undefined: not known yet. */
export const useDefaultRpm = (): number | undefined => useAnswer<OwnKeys>('user-keys', { limit: 1 }).data?.default_rpm
