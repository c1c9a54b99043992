import type { ChatResult } from './api-types.ts'
import type { Chat } from './chat.ts'
import { connectionError } from './connect.ts'
import { errorOf } from './error-of.ts'
import { followJob } from './follow-job.ts'
import { fieldsOf, parseJson, textIn } from './json-fields.ts'
import { KaixuError } from './kaixu-error.ts'
import type { Patience } from './patience.ts'
import { readAnswer } from './read-answer.ts'
import { resultOf } from './result-of.ts'

/**
 * Takes what there is, whichever way it was asked for: the answer that is kept under the Idempotency-Key may be that of a stream, a
 * job's number, or a text in one piece.
 */
export const takeAnswer = async (response: Response, chat: Chat, patience: Patience): Promise<ChatResult> => {
  if (!response.ok) throw await errorOf(response)
  if (isEventStream(response)) return readAnswer(response, chat.options, patience)
  const body = await response.text().catch((cause: unknown) => {
    throw connectionError(cause, patience.signal)
  })
  patience.stop()
  const fields = fieldsOf(parseJson(body))
  const requestId = response.headers.get('x-kaixu-request-id')
  const jobId = textIn(fields, 'job_id') ?? textIn(fields, 'id')
  if (response.status === 202 && jobId !== null) return followJob(chat, jobId)
  if (textIn(fields, 'output_text') === null)
    throw new KaixuError('server', 'This is not an answer of a Kaixu gateway', { status: response.status, requestId })
  const result = resultOf(fields, { mode: 'stream', requestId, jobId: null })
  if (result.text !== '') chat.options.onDelta?.(result.text)
  return result
}

const isEventStream = (response: Response): response is Response & { body: ReadableStream<Uint8Array> } =>
  response.body !== null && response.headers.get('content-type')?.startsWith('text/event-stream') === true
