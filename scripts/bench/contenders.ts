import type { Contender } from './http-call.ts'

/** Where the contenders are, and what they are asked with. */
export type Arena = { vendorUrl: string; proxyUrl: string; gatewayUrl: string; model: string; keys: readonly string[] }

const MAX_TOKENS = 256
const PROMPT = 'Say in a few plain words what a gateway is good for, and what it costs. '.repeat(12)
const MESSAGES = [{ role: 'user', content: PROMPT }]

/** The gateway always asks the vendor for a stream; `vendor, streamed` shows what that alone makes of a plain chat. */
type Way = 'whole' | 'streamed'

const straight = (name: string, base: string, arena: Arena, way: Way): Contender => ({
  name,
  url: new URL('/v1/chat/completions', base),
  headers: { 'content-type': 'application/json', authorization: 'Bearer sk-bench' },
  body: JSON.stringify({
    model: arena.model,
    messages: MESSAGES,
    max_completion_tokens: MAX_TOKENS,
    ...(way === 'streamed' ? { stream: true, stream_options: { include_usage: true } } : {}),
  }),
  firstText: '"content":"word',
  lastWords: way === 'streamed' ? '[DONE]' : '"usage":',
})

export const vendor = (arena: Arena, way: Way): Contender =>
  straight(way === 'streamed' ? 'vendor, streamed' : 'vendor', arena.vendorUrl, arena, way)

export const proxy = (arena: Arena, way: Way): Contender => straight('bare proxy', arena.proxyUrl, arena, way)

/**
 * A chat completion as a stream, as OpenAI's clients ask for it, from the vendor or from whoever stands between. With usage or
 * without, the vendor answers exactly what the client has to see.
 */
export const chatStream = (
  name: string,
  base: string,
  { model, key, usageAsked }: { model: string; key: string; usageAsked: boolean },
): Contender => ({
  name,
  url: new URL('/v1/chat/completions', base),
  headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
  body: JSON.stringify({
    model,
    messages: MESSAGES,
    max_completion_tokens: MAX_TOKENS,
    stream: true,
    ...(usageAsked ? { stream_options: { include_usage: true } } : {}),
  }),
  firstText: '"content":"word',
  lastWords: '[DONE]',
})

/** The gateway with its `nth` customer's key, and with a device as the apps send one. */
export const gateway = (arena: Arena, way: Way, nth = 0): Contender => ({
  name: 'gateway',
  url: new URL(`/.netlify/functions/gateway-${way === 'streamed' ? 'stream' : 'chat'}`, arena.gatewayUrl),
  headers: {
    'content-type': 'application/json',
    authorization: `Bearer ${arena.keys[nth % arena.keys.length] ?? ''}`,
    'x-kaixu-install-id': 'bench-device',
  },
  body: JSON.stringify({ provider: 'openai', model: arena.model, messages: MESSAGES, max_tokens: MAX_TOKENS }),
  firstText: way === 'streamed' ? 'event: delta' : '"output_text":"word',
  lastWords: way === 'streamed' ? 'event: done' : '"finish_reason":"stop"',
})
