import type { Usage } from '../domain/usage.ts'
import { consistentUsage } from './consistent-usage.ts'
import { countOf, type JsonRecord, recordOf } from './json-reader.ts'

/** The counts of an answer so far, each as last reported; undefined where the vendor has not said. */
type Counts = {
  input?: number
  cacheRead?: number
  cacheWrite?: number
  cacheWrite5m?: number
  cacheWrite1h?: number
  output?: number
  thinking?: number
  webSearches?: number
}

/**
 * Adds up the `usage` objects of one answer. docs.anthropic.com "Streaming messages": the counts of `message_delta` are
 * cumulative, so each one replaces its predecessor and a count that is left out keeps its last value. "Prompt caching":
 * `input_tokens` is what was neither read from nor written to the cache, so the total input is the sum of the three.
 */
export const anthropicUsage = () => {
  const counts: Counts = {}
  return {
    /** Takes in one `usage` object; says whether it had the output count, without which it is not a complete report. */
    report(value: unknown): boolean {
      const usage = recordOf(value)
      if (!usage) return false
      const reported = countsOf(usage)
      Object.assign(counts, reported)
      return reported.output !== undefined
    },
    /** Undefined until both input and output were reported. */
    total: (): Usage | undefined => totalOf(counts),
  }
}

const countsOf = (usage: JsonRecord): Counts => {
  const written = recordOf(usage['cache_creation'])
  const counts = {
    input: countOf(usage['input_tokens']),
    cacheRead: countOf(usage['cache_read_input_tokens']),
    cacheWrite: countOf(usage['cache_creation_input_tokens']),
    cacheWrite5m: countOf(written?.['ephemeral_5m_input_tokens']),
    cacheWrite1h: countOf(written?.['ephemeral_1h_input_tokens']),
    output: countOf(usage['output_tokens']),
    thinking: countOf(recordOf(usage['output_tokens_details'])?.['thinking_tokens']),
    webSearches: countOf(recordOf(usage['server_tool_use'])?.['web_search_requests']),
  }
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== undefined))
}

const totalOf = (counts: Counts): Usage | undefined => {
  const { input, output, cacheRead = 0 } = counts
  if (input === undefined || output === undefined) return undefined
  const writes = cacheWrites(counts)
  return consistentUsage({
    inputTokens: input + cacheRead + writes.cacheWrite5mTokens + writes.cacheWrite1hTokens,
    cachedTokens: cacheRead,
    ...writes,
    outputTokens: output,
    reasoningTokens: counts.thinking ?? 0,
    webSearches: counts.webSearches ?? 0,
  })
}

/**
 * `message_start` says how long each written token is kept, `message_delta` only how many there are by then. What came on
 * top is of the class that the answer used so far, five minutes (the default) if it used both or none.
 */
const cacheWrites = ({ cacheWrite, cacheWrite5m = 0, cacheWrite1h = 0 }: Counts) => {
  const total = cacheWrite ?? cacheWrite5m + cacheWrite1h
  const hourOnly = cacheWrite1h > 0 && cacheWrite5m === 0
  const cacheWrite1hTokens = hourOnly ? total : Math.min(cacheWrite1h, total)
  return { cacheWrite1hTokens, cacheWrite5mTokens: total - cacheWrite1hTokens }
}
