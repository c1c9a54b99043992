/** Models by provider, as policies have them; `*` stands for all. */
export type ModelLists = Readonly<Record<string, readonly string[]>>

/** Each list entry as one text, `provider/model`. Providers have no slash in their names; models may. */
export const choicesOf = (lists: ModelLists | null): string[] =>
  Object.entries(lists ?? {}).flatMap(([provider, models]) => models.map((model) => `${provider}/${model}`))

/** Back again; null: no list, for an empty one says nothing either. */
export const listsOf = (choices: readonly string[]): Record<string, string[]> | null => {
  const lists = new Map<string, string[]>()
  for (const choice of choices) {
    const slash = choice.indexOf('/')
    const provider = choice.slice(0, slash)
    lists.set(provider, [...(lists.get(provider) ?? []), choice.slice(slash + 1)])
  }
  return lists.size === 0 ? null : Object.fromEntries(lists)
}

export type ModelName = { provider: string; model: string }

/** What a model input offers, by provider: all of it, then each model; and what was picked before, priced or not. */
export const modelOptions = (
  models: readonly ModelName[],
  providers: readonly string[],
  picked: readonly string[],
): { group: string; items: { value: string; label: string }[] }[] => {
  const isOffered = (provider: string) =>
    providers.length === 0 || providers.includes(provider) || providers.includes('*')
  const groups = new Map<string, Set<string>>()
  for (const { provider, model } of models) {
    if (isOffered(provider)) groups.set(provider, (groups.get(provider) ?? new Set(['*'])).add(model))
  }
  for (const choice of picked) {
    const slash = choice.indexOf('/')
    const provider = choice.slice(0, slash)
    groups.set(provider, (groups.get(provider) ?? new Set()).add(choice.slice(slash + 1)))
  }
  return [...groups].map(([provider, names]) => ({
    group: provider,
    items: [...names].map((model) => ({
      value: `${provider}/${model}`,
      label: model === '*' ? `all of ${provider === '*' ? 'everything' : provider}` : model,
    })),
  }))
}
