import { findKeyPolicy, type KeyPolicyRow } from '../db/key-policy.ts'
import { modelAllowed, providerAllowed } from '../domain/allow-lists.ts'
import { GatewayError } from '../domain/errors.ts'
import type { Deps } from './deps.ts'
import type { ModelTarget } from './resolve-model.ts'
import { customerDisabled, unknownKey, type Credential } from './spender.ts'

export type KeyPolicy = KeyPolicyRow

/**
 * What the key of a credential may use, looked up: for requests that cost nothing and so are not admitted.
 * @throws GatewayError UNAUTHORIZED, CUSTOMER_DISABLED, FORBIDDEN (a viewer calls no models)
 */
export const keyPolicyOf = async (deps: Deps, credential: Credential): Promise<KeyPolicy> => {
  const policy = await findKeyPolicy(deps.db, credential)
  if (policy !== undefined) deps.monitor.learn({ customerId: policy.customer_id, apiKeyId: policy.api_key_id })
  if (!policy?.alive) throw unknownKey()
  if (!policy.is_active) throw customerDisabled()
  if (policy.role === 'viewer') throw new GatewayError('FORBIDDEN', 'A key with the role viewer cannot use models')
  return policy
}

/** A key's list narrows its customer's. */
export const mayUse = (policy: KeyPolicy, target: ModelTarget): boolean => refusedBy(policy, target) === undefined

/** @throws GatewayError PROVIDER_NOT_ALLOWED, MODEL_NOT_ALLOWED */
export const assertMayUse = (policy: KeyPolicy, target: ModelTarget): void => {
  const verdict = refusedBy(policy, target)
  if (verdict === undefined) return
  const what = verdict === 'PROVIDER_NOT_ALLOWED' ? 'provider' : 'model'
  throw new GatewayError(verdict, `This key may not use the ${what} ${target[what]}`)
}

const refusedBy = (
  policy: KeyPolicy,
  { provider, model }: ModelTarget,
): 'PROVIDER_NOT_ALLOWED' | 'MODEL_NOT_ALLOWED' | undefined => {
  const hasProvider =
    providerAllowed(policy.customer_providers, provider) && providerAllowed(policy.key_providers, provider)
  if (!hasProvider) return 'PROVIDER_NOT_ALLOWED'
  const hasModel =
    modelAllowed(policy.customer_models, provider, model) && modelAllowed(policy.key_models, provider, model)
  return hasModel ? undefined : 'MODEL_NOT_ALLOWED'
}
