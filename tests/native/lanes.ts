import { geminiDialect } from '../../netlify/functions/_lib/dialects/gemini.ts'
import { spenderAt } from '../../netlify/functions/_lib/http/auth.ts'
import { nativeRoute } from '../../netlify/functions/_lib/http/native-route.ts'
import type { Routes } from '../../netlify/functions/_lib/http/route.ts'
import { routes as chatCompletions } from '../../netlify/functions/v1-chat-completions.ts'
import { routes as messages } from '../../netlify/functions/v1-messages.ts'
import { routes as responses } from '../../netlify/functions/v1-responses.ts'

export type LaneName = 'chat' | 'responses' | 'messages' | 'generateContent'

export type Question = { model: string; text: string; maxTokens: number; stream: boolean; usageAsked?: boolean }

/** One of the vendors' endpoints, and how its clients ask a plain question. Named like the API that speaks it. */
export type Lane = {
  name: LaneName
  /** Gemini has the model and the way of answering in the address, so its routes depend on the question. */
  routes(question: Pick<Question, 'model' | 'stream'>): Routes
  body(question: Question): Record<string, unknown>
}

const said = (text: string) => [{ role: 'user', content: text }]

export const LANES: Readonly<Record<LaneName, Lane>> = {
  chat: {
    name: 'chat',
    routes: () => chatCompletions,
    body: ({ model, text, maxTokens, stream, usageAsked = false }) => ({
      model,
      messages: said(text),
      max_tokens: maxTokens,
      stream,
      ...(stream && usageAsked ? { stream_options: { include_usage: true } } : {}),
    }),
  },
  responses: {
    name: 'responses',
    routes: () => responses,
    body: ({ model, text, maxTokens, stream }) => ({ model, input: text, max_output_tokens: maxTokens, stream }),
  },
  messages: {
    name: 'messages',
    routes: () => messages,
    body: ({ model, text, maxTokens, stream }) => ({ model, messages: said(text), max_tokens: maxTokens, stream }),
  },
  generateContent: {
    name: 'generateContent',
    routes: (question) => ({
      POST: nativeRoute({
        summary: 'generateContent',
        dialect: geminiDialect,
        auth: spenderAt('x-goog-api-key', 'authorization'),
        address: () => question,
      }),
    }),
    body: ({ text, maxTokens }) => ({
      contents: [{ role: 'user', parts: [{ text }] }],
      generationConfig: { maxOutputTokens: maxTokens },
    }),
  },
}

export const laneOf = (kind: string): Lane => {
  const lane = Object.values(LANES).find(({ name }) => name === kind)
  if (lane === undefined) throw new Error(`No endpoint speaks ${kind}`)
  return lane
}
