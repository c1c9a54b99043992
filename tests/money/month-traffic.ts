import { setTimeout as sleep } from 'node:timers/promises'
import { createRandom, type Random } from '../../scripts/seed/random.ts'
import { framesOf } from '../support/frames.ts'
import type { StubAnswer, StubBehaviour, StubVendor } from '../support/stub-vendor.ts'

/** Calls of every kind through the endpoints of a gateway that is served, and what their answers said that they cost. */

/** By request id: what the caller was told, in dollars. */
export type Told = Map<string, string>

export type Ask = { url: string; key: string; maxTokens?: number; prompt?: string; headers?: Record<string, string> }

type Lane = (ask: Ask) => Promise<Response>

const post = ({ url, key, headers = {} }: Ask, path: string, body: unknown): Promise<Response> =>
  fetch(url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })

const own =
  (name: string, target: { provider: string; model: string }): Lane =>
  ({ maxTokens = 400, prompt = 'Hello', ...ask }) =>
    post(ask, `/.netlify/functions/${name}`, {
      ...target,
      max_tokens: maxTokens,
      messages: [{ role: 'user', content: prompt }],
    })

export const LANES = {
  chat: own('gateway-chat', { provider: 'openai', model: 'gpt-4o-mini' }),
  stream: own('gateway-stream', { provider: 'anthropic', model: 'claude-sonnet-4-6' }),
  thinker: own('gateway-stream', { provider: 'openai', model: 'gpt-5-mini' }),
  sandbox: own('gateway-stream', { provider: 'sandbox', model: 'lorem' }),
  dear: own('gateway-chat', { provider: 'openai', model: 'o1-pro' }),
  unpriced: own('gateway-chat', { provider: 'openai', model: 'gpt-99' }),
  embed: ({ prompt = 'Hello', ...ask }) =>
    post(ask, '/.netlify/functions/gateway-embed', {
      provider: 'openai',
      model: 'text-embedding-3-small',
      input: prompt,
    }),
  vectors: ({ prompt = 'Hello', ...ask }) =>
    post(ask, '/v1/embeddings', { model: 'text-embedding-3-large', input: [prompt, prompt] }),
  completions: ({ maxTokens = 400, prompt = 'Hello', ...ask }) =>
    post(ask, '/v1/chat/completions', {
      ...{ model: 'gpt-4.1', max_tokens: maxTokens, stream: prompt.length % 2 === 0 },
      messages: [{ role: 'user', content: prompt }],
    }),
  responses: ({ maxTokens = 400, prompt = 'Hello', ...ask }) =>
    post(ask, '/v1/responses', { model: 'gpt-5-mini', max_output_tokens: maxTokens, input: prompt, store: false }),
  messages: ({ maxTokens = 400, prompt = 'Hello', ...ask }) =>
    post(ask, '/v1/messages', {
      ...{ model: 'claude-haiku-4-5', max_tokens: maxTokens },
      messages: [{ role: 'user', content: prompt }],
    }),
  generate: ({ maxTokens = 400, prompt = 'Hello', ...ask }) =>
    post(ask, '/v1beta/models/gemini-2.5-flash:generateContent', {
      contents: [{ role: 'user', parts: [{ text: prompt }] }],
      generationConfig: { maxOutputTokens: maxTokens },
    }),
} satisfies Record<string, Lane>

/** Those that a month of ordinary traffic goes through. */
const ORDINARY: readonly Lane[] = [
  ...[LANES.chat, LANES.stream, LANES.thinker, LANES.embed, LANES.completions, LANES.responses],
  ...[LANES.messages, LANES.generate, LANES.vectors, LANES.sandbox],
]

/** Makes a call and notes what it was told to have cost; the status. */
export const make = async (lane: Lane, ask: Ask, told: Told): Promise<number> => {
  const response = await lane(ask)
  const [text, id] = [await response.text(), response.headers.get('x-kaixu-request-id') ?? '']
  const cost = response.headers.get('x-kaixu-cost-usd') ?? costIn(text)
  // An answer that is repeated says again what the first one cost.
  if (response.status === 200 && cost !== undefined && response.headers.get('x-kaixu-replayed') === null)
    told.set(id, cost)
  return response.status
}

type Billed = { usage?: { cost_usd?: string } }

/** The bill of our own endpoints: in the last frame of a stream, or in the body. */
const costIn = (text: string): string | undefined => {
  if (text.startsWith('event: meta')) return (framesOf(text).at(-1)?.data as Billed | undefined)?.usage?.cost_usd
  return text.startsWith('{') ? (JSON.parse(text) as Billed).usage?.cost_usd : undefined // A field, if it is there.
}

/** What the vendor does with its nth call: mostly an answer with some usage, sometimes one of its ways of failing. */
const behaviourOf = (random: Random, nth: number): StubBehaviour => {
  const output = random.between(1, 300)
  const input = random.between(20, 900)
  const usage = { input, output, cached: random.between(0, input >> 1), reasoning: random.between(0, output >> 1) }
  const answer: StubAnswer = { kind: 'answer', chunks: ['All ', 'is ', 'well.'], usage }
  switch (nth % 40) {
    case 5:
      return { kind: 'respond', status: 500, body: { error: { message: 'broken' } } }
    case 11:
      return { kind: 'respond', status: 429, body: { error: { message: 'slow down' } } }
    case 14:
      return { ...answer, interruption: { afterChunks: 1, by: 'cut' } }
    case 17:
      return { ...answer, interruption: { afterChunks: 1, by: 'error' } }
    case 20:
      return { ...answer, usage: 'none' }
    case 26:
      return { ...answer, usage: { ...usage, input: 90_000, cached: 0 } }
    case 31:
      return { ...answer, interruption: { afterChunks: 2, by: 'malformed' } }
    case 37:
      return { kind: 'hangUp' }
    default:
      return answer
  }
}

const AT_ONCE = 6

/** `count` ordinary calls, some at a time; `keyOf` says whose the nth is. How they ended, by status. */
export const ordinaryTraffic = async (
  vendor: StubVendor,
  told: Told,
  { url, count, seed, keyOf }: { url: string; count: number; seed: string; keyOf: (nth: number) => string },
): Promise<Record<number, number>> => {
  const random = createRandom(seed)
  vendor.behaveOnce(...Array.from({ length: count }, (_, nth) => behaviourOf(random, nth)))
  const ends: Record<number, number> = {}
  let next = 0
  const worker = async (): Promise<void> => {
    for (let nth = next++; nth < count; nth = next++) {
      const lane = ORDINARY[nth % ORDINARY.length] ?? LANES.chat
      const headers = nth % 3 === 0 ? { 'x-kaixu-install-id': `device-${nth % 7}`, 'x-kaixu-app': 'month' } : {}
      const prompt = 'Tell me about ledgers. '.repeat(1 + (nth % 29))
      const status = await make(lane, { url, key: keyOf(nth), prompt, headers }, told)
      ends[status] = (ends[status] ?? 0) + 1
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return ends
}

/** A client that leaves in the middle of a stream: the answer is read to its end and charged all the same. */
export const leave = async (vendor: StubVendor, ask: Ask): Promise<void> => {
  vendor.behaveOnce({
    kind: 'answer',
    chunks: ['one ', 'two ', 'three'],
    intervalMs: 60,
    usage: { input: 50, output: 70 },
  })
  const left = new AbortController()
  const response = await fetch(`${ask.url}/.netlify/functions/gateway-stream`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ask.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ provider: 'openai', model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Hello' }] }),
    signal: left.signal,
  })
  await response.body?.getReader().read()
  left.abort()
  await sleep(10)
}
