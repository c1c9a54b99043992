import { setTimeout as sleep } from 'node:timers/promises'
import type { ChatEvent, ChatRequest, Message } from '../domain/chat.ts'
import { GatewayError, toGatewayError } from '../domain/errors.ts'
import { NO_USAGE } from '../domain/usage.ts'

/**
 * A vendor without a network, for trials, demos and tests. Everything about it is predictable:
 *
 * - A token is a run of at most 16 characters that are not white space, with the white space before it; white space at the
 *   very end is one token. So a text never has more tokens than UTF-8 bytes. See `sandboxTokens`.
 * - `echo` says the text of the last user or tool message (text parts joined with a newline).
 * - `echo`, when the last message is a user's `call:<name> {json}` and a tool of that name is offered, calls the tool
 *   with that JSON text (`{}` when there is none). The name is one token, the arguments follow the rule.
 * - `lorem` says filler text until `maxTokens`.
 * - Input is the sum over all text parts of all messages, and over names and arguments of earlier tool calls. Media and tool
 *   definitions are free.
 * - Input beyond the context window is refused, as vendors do: an `error` event and nothing else.
 * - Output stops at `maxTokens` tokens with `length`; an answer that just fits ends as it would anyway.
 */
export type Sandbox = {
  /**
   * Streams token by token, then usage, then the finish reason. Throws BAD_REQUEST for a model other than `echo` and
   * `lorem`, and the signal's reason when it aborts.
   */
  answer(request: ChatRequest, signal: AbortSignal): AsyncGenerator<ChatEvent>
}

const LOREM =
  'Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor incididunt ut labore et dolore magna ' +
  'aliqua. Ut enim ad minim veniam, quis nostrud exercitation ullamco laboris nisi ut aliquip ex ea commodo consequat.'

/** Of both models; the price file says the same, so that what is accepted is never more than what was held. */
export const SANDBOX_CONTEXT_TOKENS = 131_072

const tooLong = (model: string, tokens: number): GatewayError =>
  new GatewayError(
    'BAD_REQUEST',
    `The input has ${tokens} tokens, more than the context window of ${model} (${SANDBOX_CONTEXT_TOKENS} tokens)`,
    { hint: 'Shorten the input, or ask a model with a larger context window.' },
  )

/** The text's tokens by the sandbox's rule; joined they are the text again. */
export const sandboxTokens = (text: string): string[] => text.match(/\s*\S{1,16}|\s+$/gu) ?? []

/** `delayMs` is the pause before each token, so that a person sees it stream. */
export const createSandbox = ({ delayMs }: { delayMs: number }): Sandbox => ({
  async *answer(request, signal) {
    const inputTokens = countInput(request.messages)
    if (inputTokens > SANDBOX_CONTEXT_TOKENS) {
      yield { type: 'error', error: tooLong(request.model, inputTokens) }
      return
    }
    const script = writeScript(request)
    const events = script.events.slice(0, request.maxTokens)
    for (const event of events) {
      if (delayMs > 0) await sleep(delayMs, undefined, { signal }).catch(() => undefined)
      if (signal.aborted) throw toGatewayError(signal.reason)
      yield event
    }
    const usage = { ...NO_USAGE, inputTokens, outputTokens: events.length }
    yield { type: 'usage', usage, final: true }
    yield { type: 'finish', reason: events.length < script.events.length ? 'length' : script.finish }
  },
})

/** The whole answer, one event per token. */
type Script = { events: ChatEvent[]; finish: 'stop' | 'length' | 'tool_calls' }

const writeScript = (request: ChatRequest): Script => {
  if (request.model === 'lorem') return { events: lorem(request.maxTokens), finish: 'length' }
  if (request.model !== 'echo') throw new GatewayError('BAD_REQUEST', 'The sandbox has the models echo and lorem')
  return callTool(request) ?? { events: sandboxTokens(lastText(request.messages)).map(textEvent), finish: 'stop' }
}

const textEvent = (text: string): ChatEvent => ({ type: 'text', text })

const lorem = (tokens: number): ChatEvent[] => {
  const once = sandboxTokens(LOREM)
  return Array.from({ length: tokens }, (_, at) => {
    const token = once[at % once.length] ?? ''
    return textEvent(at > 0 && at % once.length === 0 ? ` ${token}` : token)
  })
}

const callTool = ({ messages, tools = [], toolChoice }: ChatRequest): Script | undefined => {
  if (messages.at(-1)?.role !== 'user' || toolChoice === 'none') return undefined
  const [, name, json = '{}'] = /^call:(\S+)(?:\s+([\s\S]+))?$/.exec(lastText(messages).trim()) ?? []
  if (name === undefined || !tools.some((tool) => tool.name === name)) return undefined
  const events: ChatEvent[] = [
    { type: 'tool_call', index: 0, id: 'call_sandbox_1', name, arguments: '' },
    ...sandboxTokens(json).map((text): ChatEvent => ({ type: 'tool_call', index: 0, arguments: text })),
  ]
  return { events, finish: 'tool_calls' }
}

const lastText = (messages: readonly Message[]): string => {
  const last = messages.findLast(({ role }) => role === 'user' || role === 'tool')
  return last ? textsOf(last).join('\n') : ''
}

const textsOf = ({ content }: Message): string[] => content.flatMap((part) => (part.type === 'text' ? [part.text] : []))

const countInput = (messages: readonly Message[]): number =>
  messages
    .flatMap((message) => [
      ...textsOf(message),
      ...(message.role === 'assistant' ? message.toolCalls.flatMap((call) => [call.name, call.arguments]) : []),
    ])
    .reduce((sum, text) => sum + sandboxTokens(text).length, 0)
