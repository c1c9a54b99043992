import type { ToolCall } from '../domain/chat.ts'
import { picoToCents, picoToUsd } from '../domain/money.ts'
import { monthBody } from '../domain/month-body.ts'
import { cacheWriteTokens } from '../domain/usage.ts'
import type { Receipt } from '../services/finish-call.ts'
import type { CallResult } from '../services/run-call.ts'

/** The `usage` object of every answer. All zero for a call that cost nothing. */
export const usageBody = (receipt: Receipt | undefined) => ({
  input_tokens: receipt?.usage.inputTokens ?? 0,
  output_tokens: receipt?.usage.outputTokens ?? 0,
  cached_tokens: receipt?.usage.cachedTokens ?? 0,
  cache_write_tokens: receipt === undefined ? 0 : cacheWriteTokens(receipt.usage),
  reasoning_tokens: receipt?.usage.reasoningTokens ?? 0,
  cost_cents: picoToCents(receipt?.chargedPico ?? 0n),
  cost_usd: picoToUsd(receipt?.chargedPico ?? 0n),
  estimated: receipt?.estimated ?? false,
})

export const toolCallBody = (call: ToolCall) => ({
  id: call.id,
  type: 'function' as const,
  function: { name: call.name, arguments: call.arguments },
})

/** A frame of a stream with a piece of the answer. */
export const deltaBody = (text: string) => ({ text })

/** The part that a JSON answer and the last frame of a stream have in common. */
export const closingBody = (result: CallResult) => ({
  usage: usageBody(result.receipt),
  month: monthBody(result.month),
  finish_reason: result.finish ?? null,
  ...(result.toolCalls.length === 0 ? {} : { tool_calls: result.toolCalls.map(toolCallBody) }),
  // The answer is there and its charge is on the way: the database was out of reach.
  ...(result.receipt?.booked === false ? { settled: false } : {}),
})
