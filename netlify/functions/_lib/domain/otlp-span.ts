/**
 * Calls to providers as OpenTelemetry has them: OTLP's JSON (opentelemetry.io/docs/specs/otlp, JSON Protobuf Encoding), with the
 * attributes of the GenAI conventions (github.com/open-telemetry/semantic-conventions-genai, docs/gen-ai/gen-ai-spans.md, 2026).
 */

/** A call that has ended. Undefined: not known, or not there. */
export type CallSpan = {
  operation: 'chat' | 'generate_content' | 'embeddings'
  /** As the gateway names it. */
  provider: string
  model: string
  startedAt: number
  endedAt: number
  /** The header of the request that the call was made for. */
  traceparent?: string | undefined
  isStream: boolean
  maxTokens: number | undefined
  finish: string | undefined
  firstTokenMs: number | undefined
  inputTokens: number | undefined
  outputTokens: number | undefined
  cachedTokens: number | undefined
  cacheWriteTokens: number | undefined
  reasoningTokens: number | undefined
  serverAddress: string | undefined
  serverPort: number | undefined
  errorCode: string | undefined
  requestId: string
  customerId: string
  apiKeyId: string
  surface: string
  costUsd: string | undefined
  estimated: boolean | undefined
}

/** Lower-case hex of 16 and 8 random bytes. */
export type SpanIds = { traceId: string; spanId: string }

type Parent = { traceId: string; spanId: string; sampled: boolean }

/** W3C Trace Context, level 1. Undefined when there is none that can be read. */
export const parentOf = (traceparent: string | undefined): Parent | undefined => {
  const [, version, traceId = '', spanId = '', flags = ''] =
    /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/.exec(traceparent ?? '') ?? []
  if (version === undefined || version === 'ff' || /^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined
  return { traceId, spanId, sampled: (parseInt(flags, 16) & 1) === 1 }
}

/** The body of an export request. */
export const otlpRequest = (spans: readonly { span: CallSpan; ids: SpanIds }[], serviceName: string): unknown => ({
  resourceSpans: [
    {
      resource: { attributes: attributes({ 'service.name': serviceName }) },
      scopeSpans: [{ scope: { name: 'kaixu-gateway' }, spans: spans.map(otlpSpan) }],
    },
  ],
})

const SPAN_KIND_CLIENT = 3
const STATUS_CODE_ERROR = 2

const otlpSpan = ({ span, ids }: { span: CallSpan; ids: SpanIds }): unknown => {
  const parent = parentOf(span.traceparent)
  return {
    traceId: parent?.traceId ?? ids.traceId,
    spanId: ids.spanId,
    ...(parent === undefined ? {} : { parentSpanId: parent.spanId }),
    name: `${span.operation} ${span.model}`,
    kind: SPAN_KIND_CLIENT,
    startTimeUnixNano: nanoseconds(span.startedAt),
    endTimeUnixNano: nanoseconds(Math.max(span.startedAt, span.endedAt)),
    attributes: attributes({
      'gen_ai.operation.name': span.operation,
      'gen_ai.provider.name': PROVIDER_NAMES[span.provider] ?? span.provider,
      'gen_ai.request.model': span.model,
      'gen_ai.request.max_tokens': span.maxTokens,
      'gen_ai.request.stream': span.isStream,
      'gen_ai.response.finish_reasons': span.finish === undefined ? undefined : [span.finish],
      'gen_ai.response.time_to_first_chunk': span.isStream ? seconds(span.firstTokenMs) : undefined,
      'gen_ai.usage.input_tokens': span.inputTokens,
      'gen_ai.usage.output_tokens': span.outputTokens,
      'gen_ai.usage.cache_read.input_tokens': span.cachedTokens,
      'gen_ai.usage.cache_creation.input_tokens': span.cacheWriteTokens,
      'gen_ai.usage.reasoning.output_tokens': span.reasoningTokens,
      'server.address': span.serverAddress,
      'server.port': span.serverPort,
      'error.type': span.errorCode,
      'kaixu.request_id': span.requestId,
      'kaixu.customer_id': span.customerId,
      'kaixu.api_key_id': span.apiKeyId,
      'kaixu.surface': span.surface,
      'kaixu.cost_usd': span.costUsd,
      'kaixu.estimated': span.estimated,
    }),
    status: span.errorCode === undefined ? {} : { code: STATUS_CODE_ERROR, message: span.errorCode },
  }
}

/** Where the conventions have a name of their own for a provider. */
const PROVIDER_NAMES: Readonly<Record<string, string>> = { gemini: 'gcp.gemini', mistral: 'mistral_ai', xai: 'x_ai' }

/** A number that is no token count. */
type Double = { double: number }

const seconds = (ms: number | undefined): Double | undefined => (ms === undefined ? undefined : { double: ms / 1000 })

const nanoseconds = (epochMs: number): string => String(BigInt(Math.round(epochMs)) * 1_000_000n)

type Value = string | number | boolean | Double | readonly string[] | undefined

const attributes = (values: Readonly<Record<string, Value>>): unknown[] =>
  Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [{ key, value: anyValue(value) }]))

const anyValue = (value: NonNullable<Value>): unknown => {
  if (typeof value === 'string') return { stringValue: value }
  if (typeof value === 'boolean') return { boolValue: value }
  // 64-bit integers are text in this encoding.
  if (typeof value === 'number') return { intValue: String(value) }
  if ('double' in value) return { doubleValue: value.double }
  return { arrayValue: { values: value.map((item) => ({ stringValue: item })) } }
}
