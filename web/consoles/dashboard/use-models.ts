import type { Model, Models } from '../shared/answers.ts'
import { useAnswer } from '../shared/use-answer.ts'

/** What the key may use, with prices. The list is OpenAI's, so it has an address of its own. */
export const useModels = () => useAnswer<Models>('/v1/models')

/** Those that can be talked to. */
export const chatModels = ({ data }: Models): Model[] => data.filter(({ kaixu }) => kaixu.api !== 'embeddings')
