import type { Dialect } from './dialect.ts'
import { writeChatError } from './openai-chat/error.ts'
import { writeResponsesStreamError } from './openai-responses/stream-error.ts'
import { writeResponsesAnswer } from './openai-responses/output.ts'
import { readResponsesBody } from './openai-responses/read.ts'
import { openaiResponsesStreamWriter } from './openai-responses/stream.ts'

/** OpenAI's Responses API without state: POST /v1/responses (platform.openai.com/docs/api-reference/responses). */
export const openaiResponses: Dialect = {
  name: 'openai-responses',
  api: 'responses',
  read: readResponsesBody,
  writeAnswer: writeResponsesAnswer,
  streamWriter: openaiResponsesStreamWriter,
  // Both of the vendor's APIs have one envelope.
  writeError: writeChatError,
  writeStreamError: writeResponsesStreamError,
  requestIdHeader: 'x-request-id',
}
