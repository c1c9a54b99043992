import type { Question } from '../shared/question.ts'
import type { Scope } from './scope-switch.tsx'

/** What the overview begins with: here and not at the screen, because it is asked for before that is there. */
export const overviewQuestions = (month: string | undefined, scope: Scope) =>
  ({
    summary: ['user-summary', { month, scope }],
    billing: ['user-billing', { limit: 1 }],
  }) as const satisfies Record<string, Question>
