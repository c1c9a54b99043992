/**
 * Every failure a caller can see, and its HTTP status. The set is closed: clients may switch on `code`,
 * and the status is derived from it here and nowhere else.
 */
export const ERROR_STATUS = {
  BAD_JSON: 400,
  BAD_REQUEST: 400,
  INSTALL_ID_REQUIRED: 400,
  UNAUTHORIZED: 401,
  CAP_REACHED: 402,
  FORBIDDEN: 403,
  CUSTOMER_DISABLED: 403,
  PROVIDER_NOT_ALLOWED: 403,
  MODEL_NOT_ALLOWED: 403,
  DEVICE_REVOKED: 403,
  SEAT_LIMIT: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  CONFLICT: 409,
  UNPRICED_MODEL: 409,
  IDEMPOTENCY_RUNNING: 409,
  IDEMPOTENCY_LOST: 409,
  CANCELLED: 409,
  GONE: 410,
  BODY_TOO_LARGE: 413,
  IDEMPOTENCY_MISMATCH: 422,
  RATE_LIMITED: 429,
  CONCURRENCY_LIMIT: 429,
  LOGIN_LOCKED: 429,
  SERVER_ERROR: 500,
  CONFIG: 500,
  JOB_FAILED: 500,
  WORKER_LOST: 500,
  PROVIDER_NOT_CONFIGURED: 501,
  UPSTREAM_ERROR: 502,
  OUTPUT_TOO_LARGE: 502,
  UPSTREAM_BUSY: 503,
  DATABASE_UNAVAILABLE: 503,
  SHUTTING_DOWN: 503,
  UPSTREAM_TIMEOUT: 504,
  DEADLINE: 504,
} as const

export type ErrorCode = keyof typeof ERROR_STATUS

export type ErrorOptions = {
  /** What the caller can do about it. Public. */
  hint?: string
  /** Extra public fields of the error body, in the wire contract's names. */
  details?: Readonly<Record<string, unknown>>
  /** Seconds; becomes the `retry-after` header. */
  retryAfterSeconds?: number
  /** Further response headers (lower case), e.g. the `ratelimit-*` family. */
  headers?: Readonly<Record<string, string>>
  /** Private: goes to the log, never to a client. */
  cause?: unknown
  /** Private: what a vendor said, without secrets; it may still quote the request. */
  upstreamBody?: string
}

/** The one error class. `message`, `hint` and `details` are public; `cause` is private. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError'
  readonly code: ErrorCode
  readonly hint: string | undefined
  readonly details: Readonly<Record<string, unknown>>
  readonly retryAfterSeconds: number | undefined
  readonly headers: Readonly<Record<string, string>>
  // Not a property like the others, so that nothing that writes out an error writes this out.
  readonly #upstreamBody: string | undefined

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, { cause: options.cause })
    this.code = code
    this.hint = options.hint
    this.details = options.details ?? {}
    this.retryAfterSeconds = options.retryAfterSeconds
    this.headers = options.headers ?? {}
    this.#upstreamBody = options.upstreamBody
  }

  get upstreamBody(): string | undefined {
    return this.#upstreamBody
  }

  get status(): number {
    return ERROR_STATUS[this.code]
  }
}

/** A thrown value of unknown kind as the error a client may see: itself if it is ours, else a bare 500. */
export const toGatewayError = (thrown: unknown): GatewayError =>
  thrown instanceof GatewayError
    ? thrown
    : new GatewayError('SERVER_ERROR', 'Something went wrong on our side', { cause: thrown })
