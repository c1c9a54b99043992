import type { ModelName } from '../../../shared/access-lists.ts'
import type { Models } from '../../../shared/answers.ts'

/** What lists of models may be made of. */
export const modelNames = (models: Models | undefined): ModelName[] =>
  (models?.data ?? []).map(({ kaixu: { provider, model } }) => ({ provider, model }))
