/**
 * What a call consumed, in the gateway's own classes. Totals include their parts:
 * `inputTokens` includes cached, cache-write and audio input; `outputTokens` includes reasoning and audio output.
 * Every field is a non-negative integer.
 */
export type Usage = {
  inputTokens: number
  /** Read from the vendor's prompt cache. */
  cachedTokens: number
  /** Written to the vendor's prompt cache, kept five minutes (the default class of a vendor with one class). */
  cacheWrite5mTokens: number
  /** Written to the vendor's prompt cache, kept one hour. */
  cacheWrite1hTokens: number
  audioInputTokens: number
  outputTokens: number
  reasoningTokens: number
  audioOutputTokens: number
  /** Server-side web searches of the vendor, billed per call. */
  webSearches: number
}

export const NO_USAGE: Usage = {
  inputTokens: 0,
  cachedTokens: 0,
  cacheWrite5mTokens: 0,
  cacheWrite1hTokens: 0,
  audioInputTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
  audioOutputTokens: 0,
  webSearches: 0,
}

export const cacheWriteTokens = (usage: Usage): number => usage.cacheWrite5mTokens + usage.cacheWrite1hTokens
