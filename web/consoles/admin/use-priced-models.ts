import type { ModelName } from '../shared/access-lists.ts'
import type { Prices } from '../shared/answers.ts'
import { useAnswer } from '../shared/use-answer.ts'

const NONE: readonly ModelName[] = []

/** What allow-lists are picked from. Without an answer a form still shows what was picked before. */
export const usePricedModels = (): readonly ModelName[] =>
  useAnswer<Prices>('admin-prices', { limit: 500 }).data?.models ?? NONE
