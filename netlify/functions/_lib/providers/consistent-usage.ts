import { NO_USAGE, type Usage } from '../domain/usage.ts'

type Totals = Pick<Usage, 'inputTokens' | 'outputTokens'>

/**
 * A vendor's counts as a Usage that keeps its own promise (parts never exceed their total), whatever the vendor reported.
 * The totals win, and of two input classes that do not fit together the dearer one (cache write over cache read) does.
 */
export const consistentUsage = (counts: Totals & Partial<Usage>): Usage => {
  const usage = { ...NO_USAGE, ...counts }
  const { inputTokens, outputTokens } = usage
  const cacheWrite1hTokens = Math.min(usage.cacheWrite1hTokens, inputTokens)
  const cacheWrite5mTokens = Math.min(usage.cacheWrite5mTokens, inputTokens - cacheWrite1hTokens)
  return {
    ...usage,
    cacheWrite1hTokens,
    cacheWrite5mTokens,
    cachedTokens: Math.min(usage.cachedTokens, inputTokens - cacheWrite1hTokens - cacheWrite5mTokens),
    audioInputTokens: Math.min(usage.audioInputTokens, inputTokens),
    reasoningTokens: Math.min(usage.reasoningTokens, outputTokens),
    audioOutputTokens: Math.min(usage.audioOutputTokens, outputTokens),
  }
}
