import { GatewayError } from '../domain/errors.ts'
import type { Deps } from './deps.ts'
import { resolveProvider } from './provider-alias.ts'

/** A model of a provider; whether it has a price is admission's business. */
export type ModelTarget = { provider: string; model: string }

/**
 * What the names in a request stand for, in the order in which they are to be tried. A name is a configured alias
 * (`kaixu-fast`), `provider/model`, or a model alone, which means the first provider that prices it: one that is set up before
 * one that is not, in the order of the price file.
 * @throws GatewayError UNPRICED_MODEL when no provider knows a model of that name
 */
export const resolveModels = (deps: Deps, names: readonly string[]): [ModelTarget, ...ModelTarget[]] => {
  const targets = names.flatMap((name) => aliasOf(deps, name).map((each) => resolveModel(deps, each)))
  const usable = targets.filter(({ provider }) => deps.providers.find(provider)?.configured === true)
  // With nothing usable the first is kept, so that its own error explains why.
  const [first, ...rest] = usable.length > 0 ? usable : targets
  if (first === undefined) throw new GatewayError('BAD_REQUEST', 'model: is missing', { details: { field: 'model' } })
  return [first, ...rest]
}

/** Own names only: `constructor` is something that every object has. */
const aliasOf = ({ settings: { modelAliases } }: Deps, name: string): readonly string[] =>
  (Object.hasOwn(modelAliases, name) ? modelAliases[name] : undefined) ?? [name]

const resolveModel = (deps: Deps, name: string): ModelTarget => {
  // Gemini's own SDK names models this way.
  const plain = name.replace(/^models\//, '')
  const slash = plain.indexOf('/')
  const prefix = resolveProvider(deps.settings, plain.slice(0, Math.max(0, slash)))
  if (slash > 0 && deps.providers.find(prefix) !== undefined) return { provider: prefix, model: plain.slice(slash + 1) }
  const pricing = deps.providers.all().filter((entry) => deps.prices.find(entry.name, plain) !== undefined)
  const found = pricing.find(({ configured }) => configured) ?? pricing[0]
  if (found !== undefined) return { provider: found.name, model: plain }
  // The operator is shown which models were asked for in vain.
  deps.monitor.learn({ model: plain })
  throw new GatewayError('UNPRICED_MODEL', `The model ${plain.slice(0, 200)} has no price on this gateway`, {
    hint: 'GET /v1/models lists the models that this key may use.',
    headers: { 'x-should-retry': 'false' },
  })
}
