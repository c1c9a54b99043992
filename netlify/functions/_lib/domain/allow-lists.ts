/** Provider names; null or empty: no list. */
export type ProviderList = readonly string[] | null

/** Models by provider, `{"openai": ["gpt-4o-mini"], "*": ["*"]}`; null or empty: no list. */
export type ModelLists = Readonly<Record<string, readonly string[]>> | null

/** As list_allows in the database, which decides when it comes to money. */
export const providerAllowed = (list: ProviderList, provider: string): boolean =>
  list === null || list.length === 0 || list.includes(provider) || list.includes('*')

/** As models_allow in the database: a provider that a list leaves out is refused. */
export const modelAllowed = (lists: ModelLists, provider: string, model: string): boolean => {
  if (lists === null || Object.keys(lists).length === 0) return true
  return [provider, '*'].some((name) => {
    const models = Object.hasOwn(lists, name) ? (lists[name] ?? []) : []
    return models.includes(model) || models.includes('*')
  })
}
