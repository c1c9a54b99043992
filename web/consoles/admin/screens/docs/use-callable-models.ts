import type { PricedModel, Prices } from '../../../shared/answers.ts'
import { useAnswer } from '../../../shared/use-answer.ts'
import type { CallableModels, NamedModel } from './curl-of.ts'

/** Models that answer here: a vendor's if any has a key, otherwise the sandbox's. Undefined: not known yet. */
export const useCallableModels = (): CallableModels | undefined => {
  const { data } = useAnswer<Prices>('admin-prices', { limit: 500 })
  if (data === undefined) return undefined
  const answering = data.models.filter(({ configured }) => configured)
  return {
    chat: bestOf(answering.filter(({ api }) => api !== 'embeddings')),
    embeddings: bestOf(answering.filter(({ api }) => api === 'embeddings')),
  }
}

const bestOf = (models: readonly PricedModel[]): NamedModel | undefined => {
  const best = models.find(({ provider }) => provider !== 'sandbox') ?? models.find(saysSomething) ?? models[0]
  return best && { provider: best.provider, model: best.model }
}

/** The sandbox's other model repeats the question. */
const saysSomething = ({ model }: PricedModel): boolean => model === 'lorem'
