import type { FinishReason, ToolCall } from '../../domain/chat.ts'
import type { Usage } from '../../domain/usage.ts'
import type { Answer, AnswerHead, JsonObject } from '../dialect.ts'

/**
 * Stands where Gemini 3 and later want the proof of a thought before a function call: a client that takes this answer to such a
 * model would be refused without one (ai.google.dev "Thought signatures", FAQ). Parallel calls carry one, on the first.
 */
const NO_SIGNATURE = 'skip_thought_signature_validator'

/** A whole GenerateContentResponse (ai.google.dev/api/generate-content#GenerateContentResponse). */
export const writeGeminiAnswer = (answer: Answer): JsonObject => {
  const calls = callParts(answer.toolCalls)
  const parts = [
    ...(answer.reasoning === '' ? [] : [thoughtPart(answer.reasoning)]),
    ...(answer.text === '' ? [] : [textPart(answer.text)]),
    ...calls,
  ]
  return closingChunk(answer, parts, finishReason(answer.finish, calls.length < answer.toolCalls.length), answer.usage)
}

export const textPart = (text: string): JsonObject => ({ text })
export const thoughtPart = (text: string): JsonObject => ({ text, thought: true })

/** The calls that can be said: arguments are an object here, and text that is none (a cut answer) has no place. */
export const callParts = (calls: readonly ToolCall[]): JsonObject[] =>
  calls
    .flatMap(({ id, name, arguments: text }) => {
      const args = argumentsOf(text)
      return args && name !== '' ? [{ functionCall: { id, name, args } }] : []
    })
    .map((part, index) => (index === 0 ? { ...part, thoughtSignature: NO_SIGNATURE } : part))

/** One part of an answer that goes on. */
export const chunk = (head: AnswerHead, part: JsonObject): JsonObject => ({
  candidates: [{ content: { parts: [part], role: 'model' }, index: 0 }],
  modelVersion: head.model,
  responseId: head.id,
})

/** What ends an answer; with no parts an empty text, as Gemini itself has it. */
export const closingChunk = (
  head: AnswerHead,
  parts: readonly JsonObject[],
  finishReason: string,
  usage: Usage,
): JsonObject => ({
  candidates: [
    { content: { parts: parts.length === 0 ? [textPart('')] : parts, role: 'model' }, finishReason, index: 0 },
  ],
  usageMetadata: usageMetadata(usage),
  modelVersion: head.model,
  responseId: head.id,
})

/** ai.google.dev/api/generate-content#FinishReason: calls end with STOP; `lostCall` is one whose arguments were no object. */
export const finishReason = (finish: FinishReason, lostCall: boolean): string => {
  switch (finish) {
    case 'stop':
    case 'tool_calls':
      return lostCall ? 'MALFORMED_FUNCTION_CALL' : 'STOP'
    case 'length':
      return 'MAX_TOKENS'
    case 'content_filter':
      return 'SAFETY'
    case 'other':
      return 'OTHER'
  }
}

/**
 * ai.google.dev/api/generate-content#UsageMetadata: thoughts are beside the candidates' tokens, cached ones inside the prompt's;
 * a count of zero is left out. What was written to a cache has no field of its own and is in the prompt.
 */
const usageMetadata = (usage: Usage): JsonObject => ({
  promptTokenCount: usage.inputTokens,
  candidatesTokenCount: usage.outputTokens - usage.reasoningTokens,
  totalTokenCount: usage.inputTokens + usage.outputTokens,
  ...(usage.cachedTokens > 0 && { cachedContentTokenCount: usage.cachedTokens }),
  ...(usage.audioInputTokens > 0 && { promptTokensDetails: details(usage.inputTokens, usage.audioInputTokens) }),
  ...(usage.audioOutputTokens > 0 && {
    candidatesTokensDetails: details(usage.outputTokens - usage.reasoningTokens, usage.audioOutputTokens),
  }),
  ...(usage.reasoningTokens > 0 && { thoughtsTokenCount: usage.reasoningTokens }),
})

const details = (tokens: number, audio: number): JsonObject[] => [
  { modality: 'TEXT', tokenCount: Math.max(tokens - audio, 0) },
  { modality: 'AUDIO', tokenCount: audio },
]

const argumentsOf = (text: string): JsonObject | undefined => {
  if (text.trim() === '') return {}
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
  } catch {
    return undefined
  }
}
