import { randomUUID } from 'node:crypto'
import type { Account, TestGateway } from './gateway.ts'
import { PAYLOADS, payloadsWithin } from './console-payloads.ts'
import { settledCall, sibling } from './reports.ts'

const ALL = PAYLOADS.join('\n')

/** A customer in whose every stored text there is a payload, and one other customer for each payload. */
export const plantPayloads = async (gateway: TestGateway): Promise<Account> => {
  const account = await gateway.account({
    customer: {
      email: `"${PAYLOADS[9] ?? ''}"@example.com`,
      plan_name: PAYLOADS[9],
      notes: ALL,
      alert_webhook_url: 'javascript:__xss=1',
      stripe_customer_id: PAYLOADS[0],
      card_label: PAYLOADS[0],
      stripe_payment_method_id: 'pm_1',
      card_saved_at: new Date(),
    },
    key: { role: 'owner', label: PAYLOADS[9], notes: ALL },
  })
  await plantCustomers(gateway)
  await plantKeysAndDevices(gateway, account)
  await plantCallsAndJobs(gateway, account)
  await plantMessages(gateway, account)
  return account
}

/** Each column of each payload's row: `texts` in the order of the placeholders. */
const forEachPayload = async (
  gateway: TestGateway,
  statement: string,
  values: (payload: string, index: number) => unknown[],
): Promise<void> => {
  // A test's own values of the statement's own columns.
  for (const [index, payload] of PAYLOADS.entries())
    await gateway.books.query(statement, values(payload, index) as never[])
}

const plantCustomers = (gateway: TestGateway): Promise<void> => {
  const plans = payloadsWithin(40)
  return forEachPayload(
    gateway,
    'insert into customers (email, plan_name, notes) values ($1, $2, $3)',
    (payload, index) => [`${payload}${index}`, plans[index], payload],
  )
}

const plantKeysAndDevices = async (gateway: TestGateway, account: Account): Promise<void> => {
  const labels = payloadsWithin(60)
  const texts = payloadsWithin(80)
  for (const [index, payload] of PAYLOADS.entries()) {
    const { keyId } = await sibling(gateway, account)
    await gateway.books.query(
      `update api_keys set label = $2, notes = $3, revoked_at = case when $4 then now() end where id = $1`,
      [keyId, labels[index] ?? '', payload, index % 3 === 0],
    )
  }
  await forEachPayload(
    gateway,
    `insert into key_devices (api_key_id, customer_id, install_id, device_label, last_seen_ua, revoked_by, revoked_at)
     values ($1, $2, $3, $4, $4, $4, case when $5 then now() end)`,
    (payload, index) => [
      account.keyId,
      account.customerId,
      `${texts[index] ?? ''}${index}`.slice(0, 80),
      payload,
      index % 2 === 0,
    ],
  )
}

const plantCallsAndJobs = async (gateway: TestGateway, account: Account): Promise<void> => {
  const outcomes = payloadsWithin(40)
  const jobs: [string, string, string][] = []
  for (const [index, payload] of PAYLOADS.entries()) {
    const admission = {
      provider: payload,
      model: payload,
      requestId: payload,
      installId: undefined,
      userAgent: payload,
      appId: payload,
      buildId: payload,
    }
    const outcome = outcomes[index] ?? ''
    jobs.push([await settledCall(gateway, account, { admission, settlement: { outcome } }), payload, outcome])
  }
  for (const [holdId, payload, code] of jobs) {
    const isFailed = jobs.findIndex(([id]) => id === holdId) % 2 === 0
    await gateway.books.query(
      `insert into async_jobs (id, customer_id, api_key_id, hold_id, provider, model, request, status, output_text, output_len, error_code,
         error, request_id, started_at, completed_at)
       values ($1, $2, $3, $4, $5, $5, '{}', $6, $7, 10, $8, $9, $5, now(), now())`,
      [
        randomUUID(),
        account.customerId,
        account.keyId,
        holdId,
        payload,
        isFailed ? 'failed' : 'succeeded',
        ALL,
        isFailed ? code : null,
        isFailed ? payload : null,
      ],
    )
    await gateway.books.query(
      `select post_ledger_entry($1, null, 'adjustment', 1, to_char(now() at time zone 'UTC', 'YYYY-MM'), 'manual', $2)`,
      [account.customerId, `${payload}${holdId}`],
    )
  }
}

const plantMessages = async (gateway: TestGateway, { customerId, keyId }: Account): Promise<void> => {
  const words = payloadsWithin(80)
  await forEachPayload(
    gateway,
    `insert into gateway_events (created_at, request_id, level, kind, function_name, method, path, app_id, build_id, customer_id, api_key_id,
       provider, model, http_status, duration_ms, error_code, error_message, upstream_status, upstream_body, user_agent, install_id, extra)
     values (now(), $1, 'error', 'client_error', $1, $1, $1, $1, $1, $2, $3, $1, $1, 500, 10, $1, $1, 500, $4, $1, $1,
       jsonb_build_object($1::text, $4::text))`,
    (payload) => [payload, customerId, keyId, ALL],
  )
  await forEachPayload(
    gateway,
    `insert into audit_events (actor, action, target, meta) values ($1, 'CUSTOMER_UPDATE', $2, jsonb_build_object($1::text, $3::text))`,
    (payload) => [payload, `customer:${customerId}`, ALL],
  )
  await gateway.books.query(
    `insert into audit_events (actor, action, target) values ('admin', 'CUSTOMER_UPDATE', $1)`,
    [ALL],
  )
  await forEachPayload(
    gateway,
    `insert into webhook_deliveries (customer_id, event_type, payload, url, state, attempts, last_error, next_attempt_at)
     values ($1, 'JOB_FAILED', jsonb_build_object($2::text, $2::text), $2, 'dead', 8, $3, now() + interval '1 day')`,
    (payload, index) => [customerId, payload, words[index]],
  )
  await gateway.books.query(
    `insert into auto_topups (customer_id, month, amount_cents, stripe_customer_id, stripe_payment_method_id, state, failure, finished_at)
     values ($1, to_char(now() at time zone 'UTC', 'YYYY-MM'), 500, 'cus_1', 'pm_1', 'failed', $2, now())`,
    [customerId, PAYLOADS[9] ?? ''],
  )
}
