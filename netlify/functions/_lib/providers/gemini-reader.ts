import type { ChatEvent, FinishReason } from '../domain/chat.ts'
import type { ChunkReader } from './decode-chunks.ts'
import { geminiUsage } from './gemini-usage.ts'
import { countOf, type JsonRecord, recordOf, recordsOf, textOf } from './json-reader.ts'
import { synthesizedId } from './tool-call-fragments.ts'
import { answerProblem } from './upstream-problem.ts'

/** ai.google.dev/api/generate-content#FinishReason; every reason that withheld content is one of ours. */
const FINISH = new Map<string, FinishReason>([
  ['STOP', 'stop'],
  ['MAX_TOKENS', 'length'],
  ...[
    'SAFETY',
    'RECITATION',
    'BLOCKLIST',
    'PROHIBITED_CONTENT',
    'SPII',
    'IMAGE_SAFETY',
    'IMAGE_PROHIBITED_CONTENT',
  ].map((reason) => [reason, 'content_filter'] as const),
])

/**
 * Reads the chunks of a generateContent stream, and a whole answer as one chunk. Each chunk's usage is cumulative; it is final
 * once a finish reason was seen. Of several candidates the first that has content is the answer.
 */
export const geminiReader = (): ChunkReader => {
  /** The index of the candidate that is the answer, once one has content. */
  let answer: number | undefined
  let toolCalls = 0
  let finished = false

  const toolCall = (call: JsonRecord, responseId: string | undefined): ChatEvent[] => {
    const name = textOf(call['name'])
    if (!name) return []
    const index = toolCalls++
    const id = textOf(call['id']) ?? synthesizedId(responseId, index)
    return [{ type: 'tool_call', index, id, name, arguments: JSON.stringify(recordOf(call['args']) ?? {}) }]
  }
  const partEvents = (part: JsonRecord, responseId: string | undefined): ChatEvent[] => {
    const call = recordOf(part['functionCall'])
    if (call) return toolCall(call, responseId)
    const text = textOf(part['text'])
    return text ? [{ type: part['thought'] === true ? 'reasoning' : 'text', text }] : []
  }
  const chooseCandidate = (candidates: readonly JsonRecord[]): JsonRecord | undefined => {
    const withContent = candidates.find((candidate) => partsOf(candidate).length > 0)
    if (withContent) answer ??= indexOf(withContent)
    return answer === undefined ? candidates[0] : candidates.find((candidate) => indexOf(candidate) === answer)
  }
  const finishEvents = (reason: string | undefined): ChatEvent[] => {
    if (!reason || reason === 'FINISH_REASON_UNSPECIFIED') return []
    finished = true
    const meaning = FINISH.get(reason) ?? 'other'
    return [{ type: 'finish', reason: meaning === 'stop' && toolCalls > 0 ? 'tool_calls' : meaning }]
  }

  return {
    read(chunk) {
      const error = chunk['error']
      if (error !== undefined && error !== null) return [{ type: 'error', error: answerProblem(error) }]
      const candidate = chooseCandidate(recordsOf(chunk['candidates']))
      const responseId = textOf(chunk['responseId'])
      const events = partsOf(candidate).flatMap((part) => partEvents(part, responseId))
      events.push(...finishEvents(textOf(candidate?.['finishReason'])))
      if (!finished && textOf(recordOf(chunk['promptFeedback'])?.['blockReason']))
        events.push(...finishEvents('SAFETY'))
      const usage = geminiUsage(chunk['usageMetadata'])
      if (usage) events.push({ type: 'usage', usage, final: finished })
      return events
    },
    end: () => [],
  }
}

const partsOf = (candidate: JsonRecord | undefined): readonly JsonRecord[] =>
  recordsOf(recordOf(candidate?.['content'])?.['parts'])

/** An index of zero is left out. */
const indexOf = (candidate: JsonRecord): number => countOf(candidate['index']) ?? 0
