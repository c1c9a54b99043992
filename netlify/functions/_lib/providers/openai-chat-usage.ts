import type { Usage } from '../domain/usage.ts'
import { consistentUsage } from './consistent-usage.ts'
import { countOf, recordOf } from './json-reader.ts'

/**
 * The `usage` object of a chat completion, OpenAI's or a compatible vendor's; undefined when it is not one.
 * Totals include cached, cache-write and reasoning tokens, except that xAI counts reasoning beside
 * `completion_tokens` (docs.x.ai "Reasoning"). The vendor's own `total_tokens` shows which: where it has room for the
 * reasoning beside the two totals, it is beside them. `reasoningOutside` decides only where there is no `total_tokens`.
 *
 * Where the parts are: platform.openai.com "The chat completion object" (`cache_write_tokens` since GPT-5.6, also
 * OpenRouter's), api-docs.deepseek.com "Context caching" (`prompt_cache_hit_tokens`), platform.moonshot.ai (`cached_tokens`).
 * Mistral's `num_cached_tokens` is no such part: it counts what its servers reused, not what is billed as cached.
 */
export const openaiChatUsage = (value: unknown, reasoningOutside: boolean): Usage | undefined => {
  const usage = recordOf(value)
  const prompt = countOf(usage?.['prompt_tokens'])
  const completion = countOf(usage?.['completion_tokens'])
  if (!usage || prompt === undefined || completion === undefined) return undefined

  const input = recordOf(usage['prompt_tokens_details'])
  const output = recordOf(usage['completion_tokens_details'])
  const reasoning = countOf(output?.['reasoning_tokens']) ?? 0
  const total = countOf(usage['total_tokens'])
  const outside = total === undefined ? reasoningOutside : total - prompt - completion >= reasoning
  const serverTools = recordOf(usage['server_tool_use_details']) ?? recordOf(usage['server_tool_use'])

  return consistentUsage({
    inputTokens: prompt,
    cachedTokens:
      countOf(input?.['cached_tokens']) ??
      countOf(usage['prompt_cache_hit_tokens']) ??
      countOf(usage['cached_tokens']) ??
      0,
    cacheWrite5mTokens: countOf(input?.['cache_write_tokens']) ?? 0,
    audioInputTokens: countOf(input?.['audio_tokens']) ?? 0,
    outputTokens: outside ? completion + reasoning : completion,
    reasoningTokens: reasoning,
    audioOutputTokens: countOf(output?.['audio_tokens']) ?? 0,
    webSearches: countOf(serverTools?.['web_search_requests']) ?? 0,
  })
}
