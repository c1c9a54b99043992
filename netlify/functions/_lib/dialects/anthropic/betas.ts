/**
 * The values of the `anthropic-beta` header that a client may send on: what they switch on is in the token counts and needs
 * nothing on the vendor's side. All others switch on work, state or prices that the gateway does not meter (MCP, code
 * execution, skills, files, threads, compaction, fallbacks, fast mode, advisor, tool changes) and are left out.
 * `context-1m-2025-08-07` is not here either: the context window in the price file is the one without it.
 */
export const ANTHROPIC_BETAS: ReadonlySet<string> = new Set([
  'cache-diagnosis-2026-04-07',
  'claude-code-20250219',
  'computer-use-2024-10-22',
  'computer-use-2025-01-24',
  'computer-use-2025-11-24',
  'context-management-2025-06-27',
  'effort-2025-11-24',
  'extended-cache-ttl-2025-04-11',
  'fine-grained-tool-streaming-2025-05-14',
  'interleaved-thinking-2025-05-14',
  'mid-conversation-output-config-2026-07-01',
  'mid-conversation-system-clear-at-2026-08-21',
  'model-context-window-exceeded-2025-08-26',
  'output-128k-2025-02-19',
  'pdfs-2024-09-25',
  'prompt-caching-2024-07-31',
  'structured-outputs-2025-11-13',
  'task-budgets-2026-03-13',
  'thinking-binding-controls-2026-08-01',
  'thinking-display-updates-2026-08-18',
  'thinking-token-count-2026-05-13',
  'token-counting-2024-11-01',
  'token-efficient-tools-2025-02-19',
])

/** The `anthropic-beta` header to send on, of the values that the client's names. */
export const meteredBetas = (given: string | null): Record<string, string> => {
  const betas = (given ?? '')
    .split(',')
    .map((beta) => beta.trim())
    .filter((beta) => ANTHROPIC_BETAS.has(beta))
  return betas.length === 0 ? {} : { 'anthropic-beta': betas.join(',') }
}
