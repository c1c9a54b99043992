import { chargeLineRow } from '../../netlify/functions/_lib/db/charge-lines.ts'
import { cacheWriteTokens } from '../../netlify/functions/_lib/domain/usage.ts'
import type { Charge } from './admission.ts'
import type { Call } from './call.ts'
import { iso, type Row } from './desk.ts'

/** Whose call it was. */
export type Caller = {
  customerId: string
  keyId: string
  month: string
  installId: string | null
  userAgent: string
  ipHash: string
}

const STATES = { settled: 'settled', released: 'released', lost: 'expired', late: 'expired' } as const

export const holdRow = (call: Call, charge: Charge, caller: Caller): Row => ({
  id: call.holdId,
  ...common(call, caller),
  state: STATES[call.fate],
  amount_pico: charge.holdPico,
  floor_pico: charge.floorPico,
  charged_pico: charge.chargedPico,
  overrun_pico: charge.overrunPico,
  max_tokens: call.maxTokens,
  created_at: iso(call.at),
  expires_at: iso(call.expiresAt),
  resolved_at: iso(call.resolvedAt),
  late_at: call.lateAt === null ? null : iso(call.lateAt),
})

export const eventRow = (call: Call, charge: Charge, caller: Caller): Row => ({
  hold_id: call.holdId,
  ...common(call, caller),
  input_tokens: call.usage.inputTokens,
  cached_tokens: call.usage.cachedTokens,
  cache_write_tokens: cacheWriteTokens(call.usage),
  output_tokens: call.usage.outputTokens,
  reasoning_tokens: call.usage.reasoningTokens,
  cost_pico: charge.chargedPico,
  list_pico: call.listPico,
  estimated: call.estimated,
  duration_ms: call.durationMs,
  first_token_ms: call.firstTokenMs,
  charge_lines: call.chargeLines?.map(chargeLineRow) ?? null,
  created_at: iso(call.resolvedAt),
})

const common = (call: Call, caller: Caller) => ({
  customer_id: caller.customerId,
  api_key_id: caller.keyId,
  month: caller.month,
  surface: call.surface,
  provider: call.provider,
  model: call.model,
  request_id: call.requestId,
  install_id: caller.installId,
  ip_hash: caller.ipHash,
  user_agent: caller.userAgent,
  app_id: call.appId,
  build_id: call.buildId,
  outcome: call.outcome,
})
