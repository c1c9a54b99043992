import { amendAnthropic } from './anthropic/amend.ts'
import { writeAnthropicAnswer } from './anthropic/answer.ts'
import { writeAnthropicError, writeAnthropicStreamError } from './anthropic/errors.ts'
import { anthropicInputSize, readAnthropicRequest } from './anthropic/request.ts'
import { anthropicStreamWriter } from './anthropic/stream-writer.ts'
import { translateAnthropic } from './anthropic/translate.ts'
import type { Dialect } from './dialect.ts'

/** POST /v1/messages (platform.claude.com/docs/en/api/messages). */
export const anthropicDialect: Dialect = {
  name: 'anthropic',
  api: 'messages',
  read: (body) => {
    const request = readAnthropicRequest(body)
    return {
      models: request.models,
      stream: request.stream,
      maxTokens: request.maxTokens,
      choices: 1,
      input: anthropicInputSize(request),
      translate: () => translateAnthropic(request),
      amend: (change) => amendAnthropic(request, change),
      // Usage is in events that every client expects.
      hides: () => false,
    }
  },
  writeAnswer: writeAnthropicAnswer,
  streamWriter: anthropicStreamWriter,
  writeError: writeAnthropicError,
  writeStreamError: writeAnthropicStreamError,
  requestIdHeader: 'request-id',
}
