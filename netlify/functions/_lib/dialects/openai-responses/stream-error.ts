import type { GatewayError } from '../../domain/errors.ts'
import { readObject } from '../body-fields.ts'
import { writeChatError } from '../openai-chat/error.ts'

/**
 * The `error` event of a stream. The reference ("Streaming events") has its fields at the top, the vendor in fact sends them as
 * an `error` object (openai-dotnet#881), and the SDK throws for that one only; so both are there. The number is the highest
 * that any client can hold: the events before it may be the vendor's own, whose numbers are not read.
 */
export const writeResponsesStreamError = (error: GatewayError, requestId: string): string => {
  const fields = readObject(writeChatError(error, requestId)['error'], 'error')
  const { code, message, param } = fields
  const data = { type: 'error', sequence_number: 2 ** 31 - 1, code, message, param, error: fields }
  return `event: error\ndata: ${JSON.stringify(data)}\n\n`
}
