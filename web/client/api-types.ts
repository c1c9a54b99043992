/** What the client takes and gives. The gateway's own fields keep the gateway's names. */

export type ChatMessage = {
  role: 'system' | 'developer' | 'user' | 'assistant' | 'tool'
  content?: string | readonly ContentPart[] | null
  tool_calls?: readonly ToolCall[] | null
  /** Of a `tool` message: the call it answers. */
  tool_call_id?: string
}

export type ContentPart =
  | { type: 'text'; text: string }
  | { type: 'image_url'; image_url: { url: string; detail?: 'low' | 'high' | 'auto' } }
  | { type: 'image'; media_type: string; data: string }
  | { type: 'file'; file: { file_data: string; filename?: string } }

/** `arguments` is JSON text. */
export type ToolCall = { id: string; type?: 'function'; function: { name: string; arguments: string } }

export type Tool = {
  type: 'function'
  function: { name: string; description?: string; parameters?: Record<string, unknown>; strict?: boolean | null }
}

export type ToolChoice = 'auto' | 'none' | 'required' | { type: 'function'; function: { name: string } }

/** What goes into the request's body. */
export type Question = {
  provider: string
  model: string
  messages: readonly ChatMessage[]
  /** Absent: 1,024 of a stream, 4,096 of a job, or as much as the remaining money buys. */
  max_tokens?: number
  temperature?: number
  top_p?: number
  stop?: string | readonly string[]
  tools?: readonly Tool[]
  tool_choice?: ToolChoice
}

export type ConnectionOptions = {
  /** The gateway's address. Absent: what localStorage has as `KAIXU_API_BASE`. Blank: the page's own site. */
  base?: string
  /** A session token, or a virtual key where nobody else can read it. */
  token?: string
  /** Shown in the operator's reports. */
  app?: string
  build?: string
  requestId?: string
  /** Absent: a UUID that localStorage keeps as `KAIXU_INSTALL_ID`. */
  installId?: string
}

/** What decides how a question is asked. */
export type ModeOptions = {
  /** `stream`: as a stream whatever its size; without an answer in time it becomes a job all the same. */
  mode?: 'auto' | 'stream' | 'job'
  expectLargeOutput?: boolean
}

export type ChatOptions = Question &
  ConnectionOptions &
  ModeOptions & {
    /** Ends the waiting, and the job if there is one. What a stream used by then, and goes on using, is charged. */
    signal?: AbortSignal
    /** Asking again with the same one (and the same question) within 24 hours repeats the answer. Absent: a new one. */
    idempotencyKey?: string
    /** 25 s. */
    firstDeltaTimeoutMs?: number
    /** 1.2 s. */
    pollIntervalMs?: number
    /** 14 min. */
    maxPollMs?: number
    /** Of a stream: what the gateway says before the provider answers. */
    onMeta?: (meta: Record<string, unknown>) => void
    /** Each piece of the text as it comes; a job's comes in one piece. */
    onDelta?: (text: string) => void
    /** Whenever it changes. */
    onStatus?: (status: ChatStatus) => void
    /** After every look at a job. */
    onProgress?: (progress: JobProgress) => void
    onDone?: (result: ChatResult) => void
  }

export type ChatStatus =
  | { status: 'streaming' }
  /** The stream gave nothing, for this reason; it is asked for as a job. */
  | { status: 'falling_back'; reason: Error }
  /** The call of the stream is still running; its answer is waited for. */
  | { status: 'waiting' }
  | { status: 'queued' | 'running' | 'succeeded' | 'failed'; jobId: string }

export type JobProgress = {
  jobId: string
  status: string
  characters: number
  /** A guess until the job is complete. */
  tokens: number
  elapsedMs: number
}

export type Usage = {
  input_tokens: number
  output_tokens: number
  cached_tokens: number
  cache_write_tokens: number
  reasoning_tokens: number
  cost_cents: number
  /** Exact. */
  cost_usd: string
  estimated: boolean
}

/** Where customer and key stand in the month. */
export type Month = {
  month: string
  cap_cents: number
  spent_cents: number
  customer_cap_cents: number
  customer_spent_cents: number
  key_cap_cents: number
  key_spent_cents: number
  held_cents: number
  remaining_usd: string
}

export type ChatResult = {
  ok: true
  text: string
  usage: Usage | null
  /** Null of a job. */
  month: Month | null
  /** What answered, and was charged. */
  mode: 'stream' | 'job'
  /** The stream had given nothing in time. */
  fellBack: boolean
  requestId: string | null
  jobId: string | null
  finishReason: string | null
  toolCalls: readonly ToolCall[]
}

/** What went wrong. Refusals: the first six; nothing was charged. */
export type KaixuErrorKind =
  /** 401 */
  | 'unauthorized'
  /** 402: a cap; `body` says which, and what would fit. */
  | 'payment_required'
  /** 403 */
  | 'forbidden'
  /** 409: a model without a price, an Idempotency-Key whose answer is lost. */
  | 'conflict'
  /** 429 */
  | 'rate_limited'
  /** Any other 4xx, and 501. */
  | 'bad_request'
  /** 409: a request with the same Idempotency-Key is still running. */
  | 'still_running'
  /** 5xx, or an answer that no gateway gives. */
  | 'server'
  /** The gateway could not be reached, or the connection broke. */
  | 'network'
  | 'timeout'
  /** The answer broke off; `text` and `usage` say how far it came and what it cost. */
  | 'broken'
  | 'job_failed'
  | 'aborted'

export type ReportOptions = Pick<ConnectionOptions, 'base' | 'app' | 'build' | 'requestId' | 'installId'> & {
  /** Where the gateway asks for one (`CLIENT_ERROR_TOKEN`). */
  errorToken?: string
}

export type ReportResult = { ok: boolean; requestId: string | null }
