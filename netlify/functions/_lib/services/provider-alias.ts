import type { Settings } from './settings.ts'

/** The house name of the default provider, which existing clients send wherever a provider is named. */
const HOUSE_NAME = 'skyes-over-london'

export const resolveProvider = (settings: Settings, name: string): string =>
  name === HOUSE_NAME ? settings.defaultProvider : name

type ProviderLists = {
  allowedProviders?: readonly string[] | null | undefined
  allowedModels?: Readonly<Record<string, readonly string[]>> | null | undefined
}

/** Allow-lists with the house name resolved, as admission compares them. */
export const resolveLists = <Policy extends ProviderLists>(settings: Settings, policy: Policy): Policy => ({
  ...policy,
  ...(policy.allowedProviders
    ? { allowedProviders: policy.allowedProviders.map((name) => resolveProvider(settings, name)) }
    : {}),
  ...(policy.allowedModels
    ? {
        allowedModels: Object.fromEntries(
          Object.entries(policy.allowedModels).map(([name, models]) => [resolveProvider(settings, name), models]),
        ),
      }
    : {}),
})
