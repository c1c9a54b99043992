import type { Summary } from '../../../shared/answers.ts'
import { providerName } from '../../../shared/provider-name.ts'
import type { Scope } from '../../scope-switch.tsx'
import { usageLink } from '../../usage-link.ts'
import { SpendTable } from './spend-table.tsx'

/** What each model cost, dearest first. */
export const SpendByModel = ({ answer: { by_model: models, month }, scope }: { answer: Summary; scope: Scope }) => (
  <SpendTable
    title="Cost by model"
    of="Model"
    rows={models.map(({ provider, model, cost_cents, cost_usd, calls }) => ({
      name: model,
      detail: providerName(provider),
      href: usageLink(scope, { month: month.month, provider, model }),
      cost_cents,
      cost_usd,
      calls,
    }))}
  />
)

/** What each key spent, dearest first. */
export const SpendByKey = ({ answer: { keys, month } }: { answer: Summary }) => (
  <SpendTable
    title="Cost by key"
    of="Key"
    rows={keys.map((key) => ({
      name: key.label,
      detail: `…${key.key_last4}`,
      href: usageLink('customer', { month: month.month, api_key_id: key.id }),
      cost_cents: key.spent_cents,
      cost_usd: key.spent_usd,
      calls: key.calls,
    }))}
  />
)
