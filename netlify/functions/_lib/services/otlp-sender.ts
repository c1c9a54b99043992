import { randomBytes } from 'node:crypto'
import { otlpRequest, parentOf, type CallSpan } from '../domain/otlp-span.ts'
import type { WebhookSender } from '../domain/webhooks.ts'
import type { OtlpSettings } from './monitor-settings.ts'

/** Sends spans to a collector. Rejects when it does not take them; those whose caller does not want them traced are left out. */
export const createSpanSender =
  ({ endpoint, headers, serviceName }: OtlpSettings, send: WebhookSender) =>
  async (batch: readonly CallSpan[]): Promise<void> => {
    const wanted = batch.filter(({ traceparent }) => parentOf(traceparent)?.sampled !== false)
    if (wanted.length === 0) return
    const spans = wanted.map((span) => ({ span, ids: { traceId: hex(16), spanId: hex(8) } }))
    const outcome = await send({
      url: `${endpoint}/v1/traces`,
      headers: { ...headers, 'content-type': 'application/json', 'user-agent': 'kaixu-gateway' },
      body: JSON.stringify(otlpRequest(spans, serviceName)),
      // The operator's own collector is often on the operator's own network.
      reach: 'anywhere',
    })
    if (!outcome.answered || outcome.status < 200 || outcome.status > 299)
      throw new Error('the collector took no spans')
  }

const hex = (bytes: number): string => randomBytes(bytes).toString('hex')
