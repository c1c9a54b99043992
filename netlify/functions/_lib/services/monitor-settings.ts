import { z } from 'zod'
import { httpUrl, integer, maybeText } from './setting-fields.ts'

export type MonitorSettings = {
  /** After how long events go to the archive, or are deleted where there is none. */
  retentionDays: number
  /** From when on an answer is noted as slow. */
  slowMs: number
  /** What whoever reports a client's error has to know; undefined: nothing. */
  clientErrorToken: string | undefined
  /** Where traces go. */
  otlp: OtlpSettings | undefined
}

export type OtlpSettings = {
  /** Without `/v1/traces`. */
  endpoint: string
  headers: Readonly<Record<string, string>>
  serviceName: string
}

type Read = <T>(name: string, schema: z.ZodType<T, string>, fallback: T) => T

export const readMonitorSettings = (read: Read): MonitorSettings => {
  const endpoint = read('OTEL_EXPORTER_OTLP_ENDPOINT', httpUrl.transform(maybeText), undefined)
  const headers = read('OTEL_EXPORTER_OTLP_HEADERS', headerList, {})
  const serviceName = read('OTEL_SERVICE_NAME', z.string().max(200), 'kaixu-gateway')
  return {
    retentionDays: read('MONITOR_RETENTION_DAYS', integer(1, 3_650), 30),
    slowMs: read('SLOW_MS', integer(1, 900_000), 15_000),
    clientErrorToken: read('CLIENT_ERROR_TOKEN', z.string().transform(maybeText), undefined),
    otlp: endpoint === undefined ? undefined : { endpoint, headers, serviceName },
  }
}

/** `name=value,name=value`, values percent-encoded (opentelemetry.io/docs/specs/otel/protocol/exporter). */
const headerList = z.string().transform((text, context): Record<string, string> => {
  const pairs = text
    .split(',')
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '')
    .map((pair) => /^([\w!#$%&'*+.^`|~-]+)\s*=\s*([\x21-\x7e ]*)$/.exec(pair))
  try {
    return Object.fromEntries(
      pairs.map((pair) => {
        if (pair === null) throw new URIError()
        return [(pair[1] ?? '').toLowerCase(), decodeURIComponent(pair[2] ?? '')]
      }),
    )
  } catch {
    // The value is a secret, so the message says nothing of it.
    context.addIssue({ code: 'custom', message: 'has to look like name=value,name=value' })
    return z.NEVER
  }
})
