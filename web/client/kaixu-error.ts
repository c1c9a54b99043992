import type { KaixuErrorKind, Usage } from './api-types.ts'

type Details = {
  status?: number
  code?: string | null
  requestId?: string | null
  body?: unknown
  retryAfterSeconds?: number | null
  text?: string
  usage?: Usage | null
  jobId?: string | null
  cause?: unknown
}

/** Everything that autoChat rejects with; switch on `kind`. */
export class KaixuError extends Error {
  readonly kind: KaixuErrorKind
  /** Of the HTTP answer; 0 when there was none, or it said that all was well. */
  readonly status: number
  /** The gateway's code, `CAP_REACHED` for example. */
  readonly code: string | null
  readonly requestId: string | null
  /** The gateway's error as it came. */
  readonly body: unknown
  readonly retryAfterSeconds: number | null
  /** What there is of the answer. */
  readonly text: string
  /** What it cost, where that is known. */
  readonly usage: Usage | null
  readonly jobId: string | null

  constructor(kind: KaixuErrorKind, message: string, details: Details = {}) {
    super(message, { cause: details.cause })
    this.name = 'KaixuError'
    this.kind = kind
    this.status = details.status ?? 0
    this.code = details.code ?? null
    this.requestId = details.requestId ?? null
    this.body = details.body ?? null
    this.retryAfterSeconds = details.retryAfterSeconds ?? null
    this.text = details.text ?? ''
    this.usage = details.usage ?? null
    this.jobId = details.jobId ?? null
  }
}
