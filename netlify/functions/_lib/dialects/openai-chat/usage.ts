import type { Usage } from '../../domain/usage.ts'

/**
 * Usage as "The chat completion object" has it. Its totals include their parts, as ours do. The format has one class of
 * cache writes and no place for searches.
 */
export const chatUsage = (usage: Usage) => ({
  prompt_tokens: usage.inputTokens,
  completion_tokens: usage.outputTokens,
  total_tokens: usage.inputTokens + usage.outputTokens,
  prompt_tokens_details: {
    cached_tokens: usage.cachedTokens,
    cache_write_tokens: usage.cacheWrite5mTokens + usage.cacheWrite1hTokens,
    audio_tokens: usage.audioInputTokens,
  },
  completion_tokens_details: {
    reasoning_tokens: usage.reasoningTokens,
    audio_tokens: usage.audioOutputTokens,
    accepted_prediction_tokens: 0,
    rejected_prediction_tokens: 0,
  },
})

/**
 * Whether the data of a frame is the chunk that holds nothing but usage ("Streaming", `stream_options.include_usage`): the
 * one with no choices and no error. Vendors that report usage with the last choice have no such chunk.
 */
export const isUsageChunk = (data: string): boolean => {
  // Asked for every frame of every stream, so that only a likely one is parsed.
  if (!/"choices"\s*:\s*\[\s*\]/.test(data)) return false
  try {
    const chunk: unknown = JSON.parse(data)
    if (typeof chunk !== 'object' || chunk === null || !('choices' in chunk) || !('usage' in chunk)) return false
    if ('error' in chunk) return false
    const { choices, usage } = chunk
    return Array.isArray(choices) && choices.length === 0 && typeof usage === 'object' && usage !== null
  } catch {
    return false
  }
}
