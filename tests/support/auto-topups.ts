import { expect } from 'vitest'
import { routes as autoTopUps } from '../../netlify/functions/auto-topups.ts'
import type { Account, TestGateway } from './gateway.ts'
import { settledCall } from './reports.ts'

export const CENT = 10_000_000_000n

export type AutoTopUpRow = {
  state: string
  failure: string | null
  amount_cents: number
  attempts: number
  payment_id: string | null
}

/** A customer with a card, $10 a month, who wants $5 whenever less than $2 is left. */
export const cardHolder = (gateway: TestGateway, customer: Record<string, unknown> = {}): Promise<Account> =>
  gateway.account({
    capCents: 1_000,
    customer: {
      auto_topup_enabled: true,
      auto_topup_threshold_cents: 200,
      auto_topup_amount_cents: 500,
      auto_topup_monthly_max_cents: 2_000,
      stripe_customer_id: 'cus_card',
      stripe_payment_method_id: 'pm_card',
      card_label: 'visa •••• 4242',
      card_saved_at: new Date(),
      ...customer,
    },
  })

/** A call that costs this many cents. */
export const spend = (gateway: TestGateway, account: Account, cents: number): Promise<string> => {
  const costPico = BigInt(cents) * CENT
  return settledCall(gateway, account, {
    admission: { price: { inputPico: costPico - 1n, outputPicoPerToken: 1n, floorPico: 1n }, maxTokens: 1 },
    settlement: { costPico, listPico: costPico },
  })
}

/** Runs the scheduled function once. */
export const runAutoTopUps = async (gateway: TestGateway): Promise<{ credited: number; failed: number }> => {
  const response = await gateway.call(autoTopUps)
  expect(response.status, await response.clone().text()).toBe(200)
  return (await response.json()) as { credited: number; failed: number } // Tests compare what they read.
}

export const autoTopUpsOf = async ({ books }: TestGateway, { customerId }: Account): Promise<AutoTopUpRow[]> =>
  (await books.query(
    `select state, failure, amount_cents, attempts, payment_id from auto_topups where customer_id = $1 order by created_at`,
    [customerId],
  )) as AutoTopUpRow[] // The columns just asked for.

/** As if the pause before the next try were over. */
export const skipPause = (gateway: TestGateway): Promise<unknown> =>
  gateway.books.query(`update auto_topups set next_attempt_at = now() where state = 'due'`, [])
