import type { Deps } from '../../netlify/functions/_lib/services/deps.ts'

export type SampleModel = { provider: string; model: string }

/** A model to try the gateway with: the sandbox's, or the cheapest one of a configured provider; undefined if there is none. */
export const sampleModel = ({ providers, prices }: Deps): SampleModel | undefined => {
  const configured = providers.all().filter((provider) => provider.configured)
  const sandbox = configured.some(({ kind }) => kind === 'local')
  if (sandbox) return { provider: 'sandbox', model: 'lorem' }
  const names = new Set(configured.map(({ name }) => name))
  // An embedding model has no output, and so no price for it.
  const [cheapest] = prices
    .models()
    .map(({ provider, model, tiers }) => ({ provider, model, pico: tiers[0].rates.output.pricePico }))
    .filter(({ provider, pico }) => names.has(provider) && pico > 0n)
    .sort((left, right) => Number(left.pico - right.pico))
  return cheapest && { provider: cheapest.provider, model: cheapest.model }
}
