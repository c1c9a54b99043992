import type { Usage } from '../../domain/usage.ts'
import { cacheWriteTokens } from '../../domain/usage.ts'

/**
 * The counts of an answer as the API reports them (platform.claude.com "Messages", `usage`): `input_tokens` is what was
 * neither read from nor written to the cache.
 */
export const usageBody = (usage: Usage) => ({
  input_tokens: Math.max(0, usage.inputTokens - usage.cachedTokens - cacheWriteTokens(usage)),
  cache_creation_input_tokens: cacheWriteTokens(usage),
  cache_read_input_tokens: usage.cachedTokens,
  cache_creation: {
    ephemeral_5m_input_tokens: usage.cacheWrite5mTokens,
    ephemeral_1h_input_tokens: usage.cacheWrite1hTokens,
  },
  output_tokens: usage.outputTokens,
  ...(usage.reasoningTokens > 0 && { output_tokens_details: { thinking_tokens: usage.reasoningTokens } }),
  ...(usage.webSearches > 0 && {
    server_tool_use: { web_search_requests: usage.webSearches, web_fetch_requests: 0 },
  }),
})
