import type { JsonSchema } from './input-schema.ts'

/** What a name means wherever it stands, for fields whose own schema says nothing: a name means one thing in the whole API. */

const PARAMETERS: Readonly<Record<string, string>> = {
  action: 'What was done, whole: `KEY_UPDATE`.',
  actor: 'Who did it, whole: `admin`, `key:3`.',
  app: 'Only of requests that name this app in `x-kaixu-app`.',
  cursor: '`next_cursor` of the page before.',
  error_code: 'Only of requests that were refused with this code.',
  format: 'A table for spreadsheets, or a JSON object a line.',
  function: 'Only of requests to this function: `gateway-chat`.',
  id: 'The id of a job, as the answer to its submission names it.',
  is_active: 'Only active accounts, or only disabled ones.',
  key: 'The file to read, as the list names it.',
  kick: '`1`: wakes the worker again, of a job that is not complete.',
  kind: 'Only entries of this kind.',
  level: 'Only events of this level.',
  limit: 'How many rows at most.',
  method: 'What to do with the model: `generateContent`, `streamGenerateContent`, `countTokens`, `embedContent` …',
  model: 'A model, by its name or as `provider/model`.',
  order: 'Oldest first, or newest first.',
  partial: '`1`: with the text so far.',
  plan: 'Only customers with this plan.',
  prefix: 'How the names of the files begin.',
  provider: 'Only what is of this provider.',
  q: 'What to search for: a part of a name, or of an id.',
  request_id: 'The id of a request, as `x-kaixu-request-id` named it.',
  reveal_key_id: 'Only hashes of keys are kept: whoever asks to see one again is refused, and told to rotate it.',
  role: 'Only keys with this role.',
  state: 'Only messages that are on their way, have arrived or were given up.',
  status: 'Only keys with this status.',
  target: 'What it was done to, whole: `customer:3`, `key:3`.',
  type: 'What to export: the calls, the sums, the invoice.',
  verify: '`1`: replays the ledger and says whether it is in order, in place of its entries.',
}

const BODY_FIELDS: Readonly<Record<string, string>> = {
  alert_webhook_url: "Where alerts go: a public HTTPS address. Null: to the operator's.",
  amount_cents: 'How much, in whole cents.',
  auto_topup_amount_cents: 'How much the saved card is charged each time, in cents.',
  auto_topup_enabled: 'Whether the saved card is charged by itself when little is left.',
  auto_topup_monthly_max_cents: 'How much all automatic top-ups of a month may be together, in cents.',
  auto_topup_threshold_cents: 'When less than this is left of the month, the card is charged; in cents.',
  concurrency_limit: 'How many calls of the key may run at once; null, 0 and less: any number.',
  days: 'Events older than so many days are deleted.',
  email: 'The address of the account, which no other has.',
  expires_at: 'When the key ends by itself; null: never.',
  grace_seconds: 'How long the old key goes on working; 0: it ends at once.',
  id: 'The id of a job, as the answer to its submission names it.',
  input: 'The text, or the texts, to make vectors of.',
  install_id: 'The device, as it names itself in `x-kaixu-install-id`.',
  is_active: 'False: every call of the account is refused.',
  label: 'What the key is for, to tell it from others.',
  max_devices: "How many devices may use the key; 0: any number; null: as the account's keys.",
  max_devices_per_key: 'How many devices may use each key of the account; 0 and null: any number.',
  messages: 'The conversation, oldest first.',
  model: 'The name of the model, as the provider has it, or an alias.',
  monthly_cap_cents: 'What may be spent in a UTC month, in cents; of a key, null: no cap of its own.',
  notes: "For operators only; the account's own keys never see it.",
  password: 'ADMIN_PASSWORD.',
  plan_fee_cents: 'What the plan itself costs a month, in cents; it is on the invoice.',
  plan_name: 'The name of the plan, as invoices have it.',
  require_install_id:
    'Whether every call has to name its device in `x-kaixu-install-id`; of a key, null: as the account.',
  revoked: 'True: refused from now on. False: let in again.',
  role: 'What the holder of the key may do: each role may do what those before it may.',
  rpd_limit: 'Calls a UTC day; null, 0 and less: any number.',
  rpm_limit: "Calls a minute; 0 and less: any number; null: the gateway's default (DEFAULT_RPM_LIMIT).",
  save_card: 'True: the card is kept for automatic top-ups.',
  stop: 'Texts at which the answer ends.',
  stripe_customer_id: "The account's customer at Stripe, `cus_…`.",
  taskType: "What the vectors are for, in Google's words: `RETRIEVAL_QUERY`. For models of Google's.",
  temperature: 'How freely the model chooses its words.',
  title: "The title of the text, for models of Google's.",
  tool_choice: 'Whether the model has to use a tool, may not, or must use this one.',
  tools: 'Functions that the model may ask the client to call.',
  top_p: 'Of how much of the probability the model chooses its words.',
  ttl_seconds: 'How long the token is valid; from 60 to 86400. Absent: USER_SESSION_TTL_SECONDS.',
}

export const parameterMeaning = (name: string): string | undefined => PARAMETERS[name]

/** A body's schema with a description of each of its own fields. */
export const withMeanings = (schema: JsonSchema): JsonSchema => {
  const { properties } = schema
  if (typeof properties !== 'object' || properties === null) return schema
  const explained = Object.entries(properties).map(([name, field]: [string, JsonSchema]) => {
    const meaning = BODY_FIELDS[name]
    return [name, meaning === undefined || 'description' in field ? field : { ...field, description: meaning }]
  })
  return { ...schema, properties: Object.fromEntries(explained) as JsonSchema }
}
