import type { ModelPrice } from '../domain/pricing.ts'
import { GatewayError } from '../domain/errors.ts'
import type { Deps } from './deps.ts'
import { keyPolicyOf, mayUse, type KeyPolicy } from './key-policy.ts'
import { resolveModels, type ModelTarget } from './resolve-model.ts'
import type { Credential } from './spender.ts'

/** `id` is what a request names the model: its own name, or `provider/model` where that means another provider's. */
export type ListedModel = { id: string; provider: string; model: string; price: ModelPrice }

/**
 * The priced models that a key may use, of the providers that are set up, in the order of the price file. Caps do not matter.
 * @throws GatewayError UNAUTHORIZED, CUSTOMER_DISABLED, FORBIDDEN
 */
export const listModels = async (deps: Deps, credential: Credential): Promise<ListedModel[]> => {
  const policy = await keyPolicyOf(deps, credential)
  return deps.prices.models().flatMap((price) => {
    const { provider, model, aliases } = price
    if (deps.providers.find(provider)?.configured !== true) return []
    // An allow-list may name a dated alias instead of the model itself.
    const allowed = [model, ...aliases].filter((name) => mayUse(policy, { provider, model: name }))
    const shown = allowed.includes(model) ? [model] : allowed
    return shown.map((name) => listed(deps, { provider, model: name }, price))
  })
}

/**
 * One of them, by any name that a request may use.
 * @throws GatewayError NOT_FOUND when there is no such model for this key, and as `listModels`
 */
export const findListedModel = async (deps: Deps, credential: Credential, name: string): Promise<ListedModel> => {
  const policy = await keyPolicyOf(deps, credential)
  const target = usable(deps, policy, name)
  const price = target && deps.prices.find(target.provider, target.model)
  if (target === undefined || price === undefined) {
    throw new GatewayError('NOT_FOUND', `There is no model ${name.slice(0, 200)} for this key`, {
      hint: 'GET /v1/models lists the models that this key may use.',
    })
  }
  return listed(deps, target, price)
}

const usable = (deps: Deps, policy: KeyPolicy, name: string): ModelTarget | undefined => {
  const target = resolved(deps, name)
  const isUsable = target && deps.providers.find(target.provider)?.configured === true && mayUse(policy, target)
  return isUsable ? target : undefined
}

const listed = (deps: Deps, target: ModelTarget, price: ModelPrice): ListedModel => {
  const own = resolved(deps, target.model)
  const isOwn = own?.provider === target.provider && own.model === target.model
  return { id: isOwn ? target.model : `${target.provider}/${target.model}`, ...target, price }
}

/** What a request with this name would reach; undefined when no provider knows it. */
const resolved = (deps: Deps, name: string): ModelTarget | undefined => {
  try {
    return resolveModels(deps, [name])[0]
  } catch (error) {
    if (error instanceof GatewayError && (error.code === 'UNPRICED_MODEL' || error.code === 'BAD_REQUEST'))
      return undefined
    throw error
  }
}
