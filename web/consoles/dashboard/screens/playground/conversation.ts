import type { Closing } from '../../../shared/answers.ts'
import type { ApiError } from '../../../shared/api.ts'

/** What was said, and what each answer cost. */

export type Settings = {
  /** The model's id; undefined: the usual one of those that the key may use. */
  model: string | undefined
  system: string
  maxTokens: number | null
  temperature: number | null
}

export type Answer = {
  text: string
  /** Undefined: it ended without a bill. */
  bill: Closing | undefined
  error: ApiError | undefined
  /** Somebody did not want to hear the rest. */
  stopped: boolean
  requestId: string | undefined
  /** How long it took from the click on, as the one who waits sees it. */
  firstTextMs: number | undefined
  totalMs: number
}

export type Turn = {
  id: number
  question: string
  /** Who was asked. */
  model: string
  answer: Answer | undefined
}

export type Conversation = { settings: Settings; draft: string; turns: readonly Turn[] }

export const NEW_CONVERSATION: Conversation = {
  settings: { model: undefined, system: '', maxTokens: 512, temperature: null },
  draft: '',
  turns: [],
}

export type Message = { role: 'user' | 'assistant'; content: string }

/** What a model is told of it all: a question whose answer never came is followed by the next one. */
export const messagesOf = (turns: readonly Turn[]): Message[] =>
  turns.flatMap(({ question, answer }) => [
    { role: 'user' as const, content: question },
    ...(answer === undefined || answer.text === '' ? [] : [{ role: 'assistant' as const, content: answer.text }]),
  ])

/** English has about four characters to a token. Shown as a guess until the bill says it exactly. */
export const guessedTokens = (characters: number): number => Math.ceil(characters / 4)

/** What a call would cost at so many tokens; floats will do for a guess. */
export const guessedUsd = (
  tokens: { input: number; output: number },
  prices: Readonly<Record<string, string | undefined>>,
): number => (tokens.input * Number(prices['input'] ?? 0) + tokens.output * Number(prices['output'] ?? 0)) / 1_000_000
