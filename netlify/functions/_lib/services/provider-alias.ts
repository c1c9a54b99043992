import { GatewayError } from '../domain/errors.ts'
import type { Deps } from './deps.ts'
import type { Settings } from './settings.ts'

/** The house name of the default provider, which existing clients send wherever a provider is named. */
const HOUSE_NAME = 'skyes-over-london'

export const resolveProvider = (settings: Settings, name: string): string =>
  name === HOUSE_NAME ? settings.defaultProvider : name

type ProviderLists = {
  allowedProviders?: readonly string[] | null | undefined
  allowedModels?: Readonly<Record<string, readonly string[]>> | null | undefined
}

/**
 * Allow-lists with the house name resolved, as admission compares them. A list may name models that have no price yet, but no provider
 * that could never answer: such a list allows nothing, or less than whoever wrote it thinks.
 * @throws GatewayError BAD_REQUEST naming a provider that is not known
 */
export const resolveLists = <Policy extends ProviderLists>(deps: Deps, policy: Policy): Policy => {
  const { allowedProviders, allowedModels } = policy
  const known = allowedProviders || allowedModels ? knownProviders(deps) : new Set<string>()
  const resolve = (field: string, given: string): string => {
    const name = resolveProvider(deps.settings, given)
    if (name === '*' || known.has(name)) return name
    throw new GatewayError('BAD_REQUEST', `${field}: this gateway knows no provider ${name}`, {
      hint: `It knows ${[...known].join(', ')}; * stands for all of them.`,
      details: { field },
    })
  }
  return {
    ...policy,
    ...(allowedProviders
      ? { allowedProviders: allowedProviders.map((name) => resolve('allowed_providers', name)) }
      : {}),
    ...(allowedModels
      ? {
          allowedModels: Object.fromEntries(
            Object.entries(allowedModels).map(([name, models]) => [resolve('allowed_models', name), models]),
          ),
        }
      : {}),
  }
}

/** Whether they are set up or not. */
const knownProviders = ({ providers, prices }: Deps): Set<string> =>
  new Set([...providers.all().map(({ name }) => name), ...prices.models().map(({ provider }) => provider)])
