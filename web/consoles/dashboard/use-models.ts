import type { Model, Models } from '../shared/answers.ts'
import { useAnswer } from '../shared/use-answer.ts'
import { useHasRole } from './use-me.ts'

/** What the key may use, with prices; not asked for by a key that may call none. The list is OpenAI's, so it has an address of its own. */
export const useModels = () => useAnswer<Models>('/v1/models', {}, { enabled: useHasRole('deployer') })

/** Those that can be talked to. */
export const chatModels = ({ data }: Models): Model[] => data.filter(({ kaixu }) => kaixu.api !== 'embeddings')

/** The one to begin with: a vendor's where one is set up; of the sandbox's, one that says something of its own. */
export const usualModel = (models: readonly Model[]): Model | undefined =>
  models.find(({ kaixu }) => kaixu.provider !== 'sandbox') ??
  models.find(({ kaixu }) => kaixu.model === 'lorem') ??
  models[0]
