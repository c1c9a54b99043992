import type { EventLevel } from '../domain/monitor-event.ts'
import type { ErrorCode, GatewayError } from '../domain/errors.ts'
import { picoToUsd } from '../domain/money.ts'
import type { CallSpan } from '../domain/otlp-span.ts'
import { redactQuotes } from '../domain/redact.ts'
import { cacheWriteTokens } from '../domain/usage.ts'
import type { Deps } from './deps.ts'
import type { Receipt } from './finish-call.ts'
import type { Meter } from './meter.ts'
import type { OpenCall } from './open-call.ts'

export type CallEnd = {
  meter: Meter
  failure: GatewayError | undefined
  /** Undefined: nothing was charged. */
  receipt: Receipt | undefined
  /** When the provider was done, in epoch milliseconds. */
  endedAt: number
}

/** Tells the operator how a call ended: that it failed and what its provider said, that it was slow to begin, and its trace. */
export const monitorCall = (deps: Deps, call: OpenCall, end: CallEnd): void => {
  const { meter, failure, endedAt } = end
  const firstTokenMs = meter.firstEventAt === undefined ? undefined : meter.firstEventAt - call.openedAt
  if (failure !== undefined) noteFailure(deps, call, failure, endedAt)
  // The headers of such a stream go out before its provider is asked, so that it never looks slow from the outside.
  if (call.prepared.surface === 'stream' && (firstTokenMs ?? 0) >= deps.settings.monitor.slowMs) {
    deps.monitor.note({ ...factsOf(call), level: 'warn', kind: 'slow', durationMs: firstTokenMs })
  }
  if (deps.settings.monitor.otlp !== undefined) {
    deps.monitor.trace(spanOf(call, end, firstTokenMs))
  }
}

const noteFailure = (deps: Deps, call: OpenCall, failure: GatewayError, endedAt: number): void => {
  const { upstreamBody } = failure
  const upstreamStatus = failure.details['upstream_status']
  deps.monitor.note({
    ...factsOf(call),
    level: LEVELS[failure.code] ?? 'error',
    kind: 'upstream_error',
    durationMs: endedAt - call.openedAt,
    httpStatus: failure.status,
    errorCode: failure.code,
    message: failure.message,
    upstreamStatus: typeof upstreamStatus === 'number' ? upstreamStatus : undefined,
    upstreamBody: upstreamBody === undefined ? undefined : redactQuotes(upstreamBody, ownText(call)),
  })
}

/** What is no fault of the provider, or passes. */
const LEVELS: Readonly<Partial<Record<ErrorCode, EventLevel>>> = {
  CANCELLED: 'info',
  SHUTTING_DOWN: 'warn',
  UPSTREAM_BUSY: 'warn',
  DEADLINE: 'warn',
}

/** Of the client's request, also where somebody else carries it out: a job's worker. */
const factsOf = ({ client, admitted, prepared }: OpenCall) => ({
  requestId: client.requestId,
  appId: client.appId,
  buildId: client.buildId,
  installId: client.installId,
  ipHash: client.ipHash,
  userAgent: client.userAgent,
  customerId: admitted.customer_id,
  apiKeyId: admitted.api_key_id,
  provider: prepared.provider,
  model: prepared.model,
})

/** Everything of the client's that a vendor may quote. */
const ownText = ({ prepared, exchange }: OpenCall): string => {
  const text = prepared.inputText()
  if (exchange.kind === 'pass-through') return text
  const { stop, responseFormat } = exchange.request
  return `${text}\n${JSON.stringify([stop, responseFormat])}`
}

const spanOf = (
  call: OpenCall,
  { meter, failure, receipt, endedAt }: CallEnd,
  firstTokenMs: number | undefined,
): CallSpan => {
  const { prepared, priced, admitted, client } = call
  const server = priced.entry.kind === 'http' ? URL.parse(priced.entry.target.baseUrl) : null
  const usage = receipt?.usage
  return {
    operation: OPERATIONS[priced.price.api] ?? 'chat',
    provider: prepared.provider,
    model: prepared.model,
    startedAt: call.openedAt,
    endedAt,
    isStream: !prepared.buffered,
    maxTokens: prepared.maxTokens > 0 ? admitted.granted_tokens : undefined,
    finish: meter.finish,
    firstTokenMs,
    inputTokens: usage?.inputTokens,
    outputTokens: usage?.outputTokens,
    cachedTokens: usage?.cachedTokens,
    cacheWriteTokens: usage && cacheWriteTokens(usage),
    reasoningTokens: usage?.reasoningTokens,
    serverAddress: server?.hostname,
    serverPort: server === null ? undefined : Number(server.port || (server.protocol === 'https:' ? 443 : 80)),
    errorCode: failure?.code,
    requestId: client.requestId,
    customerId: admitted.customer_id,
    apiKeyId: admitted.api_key_id,
    surface: prepared.surface,
    costUsd: receipt && picoToUsd(receipt.chargedPico),
    estimated: receipt?.estimated,
  }
}

const OPERATIONS: Readonly<Record<string, CallSpan['operation']>> = {
  generateContent: 'generate_content',
  embeddings: 'embeddings',
}
