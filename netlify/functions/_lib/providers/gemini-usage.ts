import type { Usage } from '../domain/usage.ts'
import { consistentUsage } from './consistent-usage.ts'
import { countOf, type JsonRecord, recordOf, recordsOf } from './json-reader.ts'

/**
 * A `usageMetadata` object (ai.google.dev/api/generate-content#UsageMetadata); undefined when it has no counts, as Vertex
 * sends it while it streams. Every one is cumulative. Thoughts are billed as output but are not in `candidatesTokenCount`, and
 * what the model's own tools read is billed as input but is not in `promptTokenCount`. A count of zero is left out.
 */
export const geminiUsage = (value: unknown): Usage | undefined => {
  const usage = recordOf(value)
  const prompt = countOf(usage?.['promptTokenCount'])
  const candidates = countIn(usage, 'candidatesTokenCount')
  const thoughts = countIn(usage, 'thoughtsTokenCount')
  const toolUse = countIn(usage, 'toolUsePromptTokenCount')
  if (!usage || prompt === undefined || candidates === undefined || thoughts === undefined || toolUse === undefined) {
    return undefined
  }
  return consistentUsage({
    inputTokens: prompt + toolUse,
    cachedTokens: countOf(usage['cachedContentTokenCount']) ?? 0,
    audioInputTokens: audioIn(usage['promptTokensDetails']) + audioIn(usage['toolUsePromptTokensDetails']),
    outputTokens: candidates + thoughts,
    reasoningTokens: thoughts,
    audioOutputTokens: audioIn(usage['candidatesTokensDetails']),
  })
}

/** Zero when the field is left out, undefined when it is no count. */
const countIn = (usage: JsonRecord | undefined, field: string): number | undefined => {
  const value = usage?.[field]
  return value === undefined || value === null ? 0 : countOf(value)
}

const audioIn = (details: unknown): number => {
  let tokens = 0
  for (const detail of recordsOf(details)) {
    if (detail['modality'] === 'AUDIO') tokens += countOf(detail['tokenCount']) ?? 0
  }
  return tokens
}
