/**
 * A vendor on loopback that does exactly what a test tells it: OpenAI chat completions and responses, Anthropic messages and
 * Gemini generateContent, streamed or not as the request asks, plus every way of failing that the gateway must survive.
 *
 * In a process of its own: `node tests/support/stub-vendor.ts --port 0 --chunks 5 --interval 100` prints its URL, and
 * `POST /stub/behaviour` (a Behaviour as JSON), `POST /stub/release` and `GET /stub/requests` steer it.
 */
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { geminiEmbedding, geminiEmbeddingBatch, openaiEmbeddings } from './stub-embeddings.ts'

/** What the answer claims to have used: `input` includes `cached`, `output` includes `reasoning`; each API reports it in its own way. */
export type StubUsage = { input: number; output: number; cached?: number; reasoning?: number }

/** `arguments` is JSON text. */
export type StubToolCall = { id: string; name: string; arguments: string }

export type StubAnswer = {
  kind: 'answer'
  chunks: readonly string[]
  /** `'none'`: the vendor reports no usage at all. Default: 10 in, one per chunk out. */
  usage?: StubUsage | 'none'
  finish?: 'stop' | 'length'
  /** After the text; a stream gives each `arguments` in two pieces where the API does. An answer of calls alone has no chunks. */
  toolCalls?: readonly StubToolCall[]
  /** Pause before each chunk. */
  intervalMs?: number
  /** A plain JSON answer even where the request asks for a stream. */
  format?: 'json'
  /**
   * What happens after that many chunks (of a JSON answer: halves): the socket is cut, a line of malformed JSON, an error
   * event and the end, or a pause until `release()`, which may also come after the last event, at one more than there are
   * chunks.
   */
  interruption?: { afterChunks: number; by: 'cut' | 'malformed' | 'error' | 'hold' }
}

export type StubBehaviour =
  | StubAnswer
  /** Recorded bytes as they are, as an event stream unless `headers` says otherwise; `intervalMs` before each piece. */
  | { kind: 'bytes'; body: string | Uint8Array; headers?: StubHeaders; pieceBytes?: number; intervalMs?: number }
  /** Any status and body: a refusal, a redirect (`location`), an answer of an API that is not scripted here. */
  | { kind: 'respond'; status: number; body?: unknown; headers?: StubHeaders }
  /** A valid answer with so many bytes of text. */
  | { kind: 'huge'; bytes: number }
  /** Takes the request and never answers. */
  | { kind: 'silent' }
  /** Takes the request and closes the socket. */
  | { kind: 'hangUp' }

type StubHeaders = Readonly<Record<string, string>>

export type StubRequest = {
  method: string
  /** With the query. */
  path: string
  headers: IncomingHttpHeaders
  /** Parsed JSON; the bare text when it is none. */
  body: unknown
  /** How the exchange went: was the whole answer sent, or was the connection closed before? */
  ended: Promise<'sent' | 'abandoned'>
}

export type StubVendor = AsyncDisposable & {
  url: string
  /** What the gateway takes as OPENAI_BASE_URL, ANTHROPIC_BASE_URL and GEMINI_BASE_URL. */
  baseUrls: { openai: string; anthropic: string; gemini: string }
  /** Requests so far, oldest first; those to `/stub/` are not counted. */
  requests: readonly StubRequest[]
  /** Resolves when the nth request (the first is 1) has arrived. */
  request(nth: number): Promise<StubRequest>
  /** From now on, for every request that `behaveOnce` has nothing for. */
  behave(behaviour: StubBehaviour): void
  /** For the next requests, one each. */
  behaveOnce(...behaviours: StubBehaviour[]): void
  /** Every answer pauses before its next chunk, until `release()`. */
  hold(): void
  release(): void
  /** Connections that are open now, idle ones included. */
  openSockets(): number
  /** Connections since the start. */
  socketsEver(): number
  /** Cuts every connection and stops listening. */
  close(): Promise<void>
}

/** A stub vendor on 127.0.0.1; `port` 0 is a free one. Without a behaviour it says a short greeting. */
export const startStubVendor = async (
  options: { port?: number; behaviour?: StubBehaviour } = {},
): Promise<StubVendor> => {
  let behaviour = options.behaviour ?? { kind: 'answer', chunks: ['Hello', ', ', 'world', '!'] }
  const queue: StubBehaviour[] = []
  const requests: StubRequest[] = []
  const arrivals: PromiseWithResolvers<StubRequest>[] = []
  const arrival = (nth: number) => (arrivals[nth] ??= Promise.withResolvers<StubRequest>())
  const pauses: (() => void)[] = []
  const untilReleased = () => new Promise<void>((resolve) => pauses.push(resolve))
  const release = () => {
    for (const resume of pauses.splice(0)) resume()
  }
  let gate = Promise.resolve()
  const hold = () => {
    gate = untilReleased()
  }

  const steer = (path: string, body: unknown): unknown => {
    if (path === '/stub/release') release()
    // Only this project's own scripts post here, and a wrong behaviour would show in their first assertion.
    if (path === '/stub/behaviour') behaviour = body as StubBehaviour
    return { requests: requests.length }
  }
  const handle = async (request: IncomingMessage, out: ServerResponse): Promise<void> => {
    const { method = '', url: path = '', headers } = request
    const body = parseJson(await text(request))
    if (path.startsWith('/stub/')) return void out.end(JSON.stringify(steer(path, body)))
    let sent = false
    out.once('finish', () => (sent = true))
    const ended = once(out, 'close').then(() => (sent ? 'sent' : 'abandoned'))
    const record: StubRequest = { method, path, headers, body, ended }
    requests.push(record)
    arrival(requests.length).resolve(record)
    await behaveLike(queue.shift() ?? behaviour, record, out, { opened: () => gate, untilReleased })
  }

  const sockets = new Set<Socket>()
  let socketsEver = 0
  const server = createServer((request, out) => void handle(request, out).catch(() => out.destroy()))
  server.on('connection', (socket) => {
    socketsEver += 1
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening')
  // A server that listens on a TCP port has no other kind of address.
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const close = async (): Promise<void> => {
    release()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return {
    url,
    baseUrls: { openai: `${url}/v1`, anthropic: `${url}/v1`, gemini: `${url}/v1beta` },
    requests,
    request: (nth) => arrival(nth).promise,
    behave: (next) => (behaviour = next),
    behaveOnce: (...next) => queue.push(...next),
    hold,
    release,
    openSockets: () => sockets.size,
    socketsEver: () => socketsEver,
    close,
    [Symbol.asyncDispose]: close,
  }
}

type Gate = { opened(): Promise<void>; untilReleased(): Promise<void> }

const behaveLike = async (
  what: StubBehaviour,
  request: StubRequest,
  out: ServerResponse,
  gate: Gate,
): Promise<void> => {
  switch (what.kind) {
    case 'silent':
      return
    case 'hangUp':
      return void out.destroy()
    case 'respond': {
      const type = typeof what.body === 'string' ? 'text/plain' : 'application/json'
      out.writeHead(what.status, { 'content-type': type, ...what.headers })
      return void out.end(typeof what.body === 'string' ? what.body : JSON.stringify(what.body))
    }
    case 'bytes': {
      out.writeHead(200, { 'content-type': 'text/event-stream', ...what.headers })
      const bytes = Buffer.from(what.body)
      const size = what.pieceBytes ?? bytes.length
      for (let at = 0; at < bytes.length; at += size) {
        await pause(gate, what.intervalMs)
        if (!(await write(out, bytes.subarray(at, at + size)))) return
      }
      return void out.end()
    }
    case 'huge': {
      const block = 'x'.repeat(64 * 1024)
      const chunks = Array.from({ length: Math.ceil(what.bytes / block.length) }, () => block)
      return sendAnswer({ kind: 'answer', chunks }, request, out, gate)
    }
    case 'answer':
      return sendAnswer(what, request, out, gate)
  }
}

const sendAnswer = async (what: StubAnswer, request: StubRequest, out: ServerResponse, gate: Gate): Promise<void> => {
  const wire = writeWire(what, request)
  if (!wire) return void out.writeHead(404).end('{"error":{"message":"Not found"}}')
  out.writeHead(200, { 'content-type': wire.contentType, 'x-request-id': 'req_stub' })
  out.flushHeaders()
  const { by, afterChunks } = what.interruption ?? {}
  let held = Promise.resolve()
  for (const [at, piece] of [wire.head, ...wire.pieces, wire.tail].entries()) {
    if (by && afterChunks === at - 1) {
      if (by === 'cut') return void out.destroy()
      if (by === 'error') return void out.end(wire.error)
      if (by === 'malformed') await write(out, wire.malformed)
    }
    await held
    await pause(gate, at > 0 && at <= wire.pieces.length ? what.intervalMs : 0)
    // Armed before the chunk goes out, so that a test may release as soon as it has seen it.
    if (by === 'hold' && afterChunks === at) held = gate.untilReleased()
    if (!(await write(out, piece))) return
  }
  await held
  out.end()
}

const pause = async (gate: Gate, ms = 0): Promise<void> => {
  await gate.opened()
  if (ms > 0) await sleep(ms)
}

/** Waits until the bytes have left; false when the client is gone. */
const write = (out: ServerResponse, piece: string | Uint8Array): Promise<boolean> =>
  new Promise((resolve) => {
    if (piece.length === 0) resolve(!out.destroyed)
    else out.write(piece, (error) => resolve(!error && !out.destroyed))
  })

const parseJson = (json: string): unknown => {
  try {
    return JSON.parse(json)
  } catch {
    return json
  }
}

/** An answer as it goes over the wire: `pieces` are its text chunks, `head` and `tail` what the API puts around them. */
type Wire = { contentType: string; head: string; pieces: string[]; tail: string; malformed: string; error: string }

const writeWire = (answer: StubAnswer, { path, body }: StubRequest): Wire | undefined => {
  const script = (Object.entries(DIALECTS).find(([end]) => path.split('?', 1)[0]?.endsWith(end)) ?? [])[1]?.(
    answer,
    body,
  )
  if (!script) return undefined
  const error = script.error
  if (answer.format === 'json' || !(path.includes(':streamGenerateContent') || field(body, 'stream') === true)) {
    const json = JSON.stringify(script.json)
    const middle = json.length >> 1
    // Not between the two halves of a character.
    const half = middle - (/[\uDC00-\uDFFF]/.test(json.charAt(middle)) ? 1 : 0)
    const pieces = [json.slice(0, half), json.slice(half)]
    return {
      contentType: 'application/json',
      head: '',
      pieces,
      tail: '',
      malformed: '{"',
      error: JSON.stringify(error),
    }
  }
  const frame = (data: unknown): string => {
    const name = script.named ? `event: ${String(field(data, 'type'))}\n` : ''
    return `${name}data: ${typeof data === 'string' ? data : JSON.stringify(data)}${script.lineEnd}${script.lineEnd}`
  }
  return {
    contentType: 'text/event-stream',
    head: script.head.map(frame).join(''),
    pieces: answer.chunks.map((chunk, at) => frame(script.text(chunk, at))),
    tail: script.tail.map(frame).join(''),
    malformed: frame('{"malformed":'),
    error: frame(error),
  }
}

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined

/** The same answer in one API's words: the frames of its stream, and its plain JSON. */
type Dialect = (
  answer: StubAnswer,
  body: unknown,
) => {
  /** Do events carry an `event:` line with their type? */
  named: boolean
  lineEnd: '\n' | '\r\n'
  head: unknown[]
  text: (chunk: string, at: number) => unknown
  tail: unknown[]
  error: unknown
  json: unknown
}

const usageOf = ({ usage, chunks }: StubAnswer) =>
  usage === 'none' ? undefined : { cached: 0, reasoning: 0, ...(usage ?? { input: 10, output: chunks.length }) }

const halves = (text: string): string[] => [text.slice(0, text.length >> 1), text.slice(text.length >> 1)]

const chatCompletions: Dialect = (answer, body) => {
  const used = usageOf(answer)
  const usage = used && {
    prompt_tokens: used.input,
    completion_tokens: used.output,
    total_tokens: used.input + used.output,
    prompt_tokens_details: { cached_tokens: used.cached },
    completion_tokens_details: { reasoning_tokens: used.reasoning },
  }
  const base = { id: 'chatcmpl-stub', created: 1_790_000_000, model: field(body, 'model') }
  const chunk = (delta: unknown, finish: string | null) => ({
    ...base,
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, finish_reason: finish }],
  })
  const calls = answer.toolCalls ?? []
  const finish = answer.finish ?? (calls.length > 0 ? 'tool_calls' : 'stop')
  // OpenAI reports the usage of a stream only to those who ask for it.
  const asked = field(field(body, 'stream_options'), 'include_usage') === true
  const message = {
    role: 'assistant',
    content: answer.chunks.length > 0 ? answer.chunks.join('') : null,
    ...(calls.length > 0 && {
      tool_calls: calls.map(({ id, ...called }) => ({ id, type: 'function', function: called })),
    }),
  }
  const callChunks = calls.flatMap(({ id, name, arguments: json }, index) => [
    chunk({ tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] }, null),
    ...halves(json).map((half) => chunk({ tool_calls: [{ index, function: { arguments: half } }] }, null)),
  ])
  return {
    named: false,
    lineEnd: '\n',
    head: [chunk({ role: 'assistant', content: '' }, null)],
    text: (content) => chunk({ content }, null),
    tail: [
      ...callChunks,
      chunk({}, finish),
      ...(usage && asked ? [{ ...chunk({}, null), choices: [], usage }] : []),
      '[DONE]',
    ],
    error: { error: { message: 'The server had an error', type: 'server_error', code: null } },
    json: { ...base, object: 'chat.completion', choices: [{ index: 0, message, finish_reason: finish }], usage },
  }
}

const responses: Dialect = (answer, body) => {
  const used = usageOf(answer)
  const usage = used && {
    input_tokens: used.input,
    input_tokens_details: { cached_tokens: used.cached },
    output_tokens: used.output,
    output_tokens_details: { reasoning_tokens: used.reasoning },
    total_tokens: used.input + used.output,
  }
  const status = answer.finish === 'length' ? 'incomplete' : 'completed'
  const part = { type: 'output_text', text: answer.chunks.join(''), annotations: [] }
  const item = { id: 'msg_stub', type: 'message', role: 'assistant', status, content: [part] }
  const base = { id: 'resp_stub', object: 'response', created_at: 1_790_000_000, model: field(body, 'model') }
  const reason = status === 'incomplete' ? { reason: 'max_output_tokens' } : null
  const hasText = answer.chunks.length > 0
  const calls = (answer.toolCalls ?? []).map(({ id, name, arguments: args }, at) => ({
    id: `fc_stub_${at}`,
    type: 'function_call',
    status: 'completed',
    call_id: id,
    name,
    arguments: args,
  }))
  const output = [...(hasText ? [item] : []), ...calls]
  const json = { ...base, status, output, incomplete_details: reason, usage }
  const callEvents = calls.flatMap((call, index) => {
    const place = { item_id: call.id, output_index: index + (hasText ? 1 : 0) }
    return [
      {
        type: 'response.output_item.added',
        output_index: place.output_index,
        item: { ...call, status: 'in_progress', arguments: '' },
      },
      ...halves(call.arguments).map((delta) => ({ type: 'response.function_call_arguments.delta', ...place, delta })),
      { type: 'response.function_call_arguments.done', ...place, arguments: call.arguments },
      { type: 'response.output_item.done', output_index: place.output_index, item: call },
    ]
  })
  const at = { item_id: item.id, output_index: 0, content_index: 0 }
  const empty = { ...item, status: 'in_progress', content: [] }
  return {
    named: true,
    lineEnd: '\n',
    head: [
      { type: 'response.created', response: { ...base, status: 'in_progress', output: [], usage: null } },
      ...(hasText
        ? [
            { type: 'response.output_item.added', output_index: 0, item: empty },
            { type: 'response.content_part.added', ...at, part: { ...part, text: '' } },
          ]
        : []),
    ],
    text: (delta) => ({ type: 'response.output_text.delta', ...at, delta }),
    tail: [
      ...(hasText
        ? [
            { type: 'response.output_text.done', ...at, text: part.text },
            { type: 'response.output_item.done', output_index: 0, item },
          ]
        : []),
      ...callEvents,
      { type: `response.${status}`, response: json },
    ],
    error: { type: 'error', code: 'server_error', message: 'The server had an error', param: null },
    json,
  }
}

const messages: Dialect = (answer, body) => {
  const used = usageOf(answer)
  const usage = used && {
    input_tokens: used.input - used.cached,
    cache_read_input_tokens: used.cached,
    cache_creation_input_tokens: 0,
    output_tokens: used.output,
  }
  const calls = answer.toolCalls ?? []
  const hasText = answer.chunks.length > 0
  const stop_reason = answer.finish === 'length' ? 'max_tokens' : calls.length > 0 ? 'tool_use' : 'end_turn'
  const base = { id: 'msg_stub', type: 'message', role: 'assistant', model: field(body, 'model'), stop_sequence: null }
  const callEvents = calls.flatMap(({ id, name, arguments: json }, at) => {
    const index = at + (hasText ? 1 : 0)
    return [
      { type: 'content_block_start', index, content_block: { type: 'tool_use', id, name, input: {} } },
      ...['', ...halves(json)].map((partial_json) => ({
        type: 'content_block_delta',
        index,
        delta: { type: 'input_json_delta', partial_json },
      })),
      { type: 'content_block_stop', index },
    ]
  })
  const started = { ...base, content: [], stop_reason: null, usage: usage && { ...usage, output_tokens: 1 } }
  return {
    named: true,
    lineEnd: '\n',
    head: [
      { type: 'message_start', message: started },
      ...(hasText ? [{ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }] : []),
      { type: 'ping' },
    ],
    text: (chunk) => ({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: chunk } }),
    tail: [
      ...(hasText ? [{ type: 'content_block_stop', index: 0 }] : []),
      ...callEvents,
      { type: 'message_delta', delta: { stop_reason, stop_sequence: null }, usage },
      { type: 'message_stop' },
    ],
    error: { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } },
    json: {
      ...base,
      content: [
        ...(hasText ? [{ type: 'text', text: answer.chunks.join('') }] : []),
        ...calls.map(({ id, name, arguments: json }) => ({ type: 'tool_use', id, name, input: parseJson(json) })),
      ],
      stop_reason,
      usage,
    },
  }
}

const generateContent: Dialect = (answer) => {
  const used = usageOf(answer)
  const usage = (output: number) =>
    used && {
      promptTokenCount: used.input,
      ...(used.cached > 0 && { cachedContentTokenCount: used.cached }),
      ...(used.reasoning > 0 && { thoughtsTokenCount: used.reasoning }),
      candidatesTokenCount: output,
      totalTokenCount: used.input + used.reasoning + output,
    }
  const visible = used ? used.output - used.reasoning : 0
  const base = { modelVersion: 'stub', responseId: 'stub' }
  const withParts = (parts: object[], finish: object, output: number) => ({
    ...base,
    candidates: [{ content: { role: 'model', parts }, index: 0, ...finish }],
    usageMetadata: usage(output),
  })
  const chunk = (text: string, finish: object, output: number) => withParts([{ text }], finish, output)
  const callParts = (answer.toolCalls ?? []).map(({ id, name, arguments: json }) => ({
    functionCall: { id, name, args: parseJson(json) },
  }))
  const textParts = answer.chunks.length > 0 ? [{ text: answer.chunks.join('') }] : []
  const finish = { finishReason: answer.finish === 'length' ? 'MAX_TOKENS' : 'STOP' }
  return {
    named: false,
    lineEnd: '\r\n',
    head: [],
    // Gemini repeats its running totals with every chunk.
    text: (text, at) => chunk(text, {}, Math.min(at + 1, visible)),
    tail: [...callParts.map((part) => withParts([part], {}, visible)), chunk('', finish, visible)],
    error: { error: { code: 503, message: 'The model is overloaded', status: 'UNAVAILABLE' } },
    json: withParts([...textParts, ...callParts], finish, visible),
  }
}

/** An API that never streams; of the answer only the input that it reports matters. */
const jsonOnly =
  (write: (input: number | undefined, body: unknown) => unknown): Dialect =>
  (answer, body) => ({
    named: false,
    lineEnd: '\n',
    head: [],
    text: () => ({}),
    tail: [],
    error: { error: { message: 'The server had an error' } },
    json: write(usageOf(answer)?.input, body),
  })

const DIALECTS: Readonly<Record<string, Dialect>> = {
  '/chat/completions': chatCompletions,
  '/responses': responses,
  '/messages': messages,
  ':generateContent': generateContent,
  ':streamGenerateContent': generateContent,
  '/embeddings': jsonOnly(openaiEmbeddings),
  ':embedContent': jsonOnly(geminiEmbedding),
  ':batchEmbedContents': jsonOnly(geminiEmbeddingBatch),
  '/messages/count_tokens': jsonOnly((input) => ({ input_tokens: input, of_the_vendor: true })),
  ':countTokens': jsonOnly((input) => ({ totalTokens: input, of_the_vendor: true })),
}

if (import.meta.main) {
  const number = { type: 'string' } as const
  const { values } = parseArgs({ options: { port: number, chunks: number, interval: number } })
  const chunks = Array.from({ length: Number(values.chunks ?? 5) }, (_, at) => `word${at} `)
  const behaviour: StubBehaviour = { kind: 'answer', chunks, intervalMs: Number(values.interval ?? 0) }
  const vendor = await startStubVendor({ port: Number(values.port ?? 0), behaviour })
  console.log(vendor.url)
}
