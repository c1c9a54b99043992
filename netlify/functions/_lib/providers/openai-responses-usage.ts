import type { Usage } from '../domain/usage.ts'
import { consistentUsage } from './consistent-usage.ts'
import { countOf, recordOf } from './json-reader.ts'

/**
 * The `usage` object of a response (platform.openai.com "The response object"); undefined when it is not one.
 * Totals include their parts; `cache_write_tokens` are reported since GPT-5.6, whose cache writes cost extra.
 */
export const openaiResponsesUsage = (value: unknown): Usage | undefined => {
  const usage = recordOf(value)
  const input = countOf(usage?.['input_tokens'])
  const output = countOf(usage?.['output_tokens'])
  if (!usage || input === undefined || output === undefined) return undefined
  const inputParts = recordOf(usage['input_tokens_details'])
  const outputParts = recordOf(usage['output_tokens_details'])
  return consistentUsage({
    inputTokens: input,
    cachedTokens: countOf(inputParts?.['cached_tokens']) ?? 0,
    cacheWrite5mTokens: countOf(inputParts?.['cache_write_tokens']) ?? 0,
    audioInputTokens: countOf(inputParts?.['audio_tokens']) ?? 0,
    outputTokens: output,
    reasoningTokens: countOf(outputParts?.['reasoning_tokens']) ?? 0,
    audioOutputTokens: countOf(outputParts?.['audio_tokens']) ?? 0,
  })
}
