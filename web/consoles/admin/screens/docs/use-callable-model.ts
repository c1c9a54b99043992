import type { PricedModel, Prices } from '../../../shared/answers.ts'
import { useAnswer } from '../../../shared/use-answer.ts'

/** The name of a model that answers here: a vendor's if any has a key, otherwise the sandbox's. */
export const useCallableModel = (): string | undefined => {
  const { data } = useAnswer<Prices>('admin-prices', { limit: 500 })
  const answering = data?.models.filter(({ configured, api }) => configured && api !== 'embeddings') ?? []
  const found = answering.find(({ api }) => api !== 'sandbox') ?? answering.find(saysSomething) ?? answering[0]
  return found === undefined ? undefined : `${found.provider}/${found.model}`
}

/** The sandbox's other model repeats the question. */
const saysSomething = ({ model }: PricedModel): boolean => model === 'lorem'
