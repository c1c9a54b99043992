import type { ChatResult, Month, ToolCall, Usage } from './api-types.ts'
import { objectIn, textIn, type Fields } from './json-fields.ts'

/** An answer as the gateway words it, from the last frame of a stream, the result of a job, or gateway-chat. */
export const resultOf = (fields: Fields, from: Pick<ChatResult, 'mode' | 'requestId' | 'jobId'>): ChatResult => ({
  ok: true,
  text: textIn(fields, 'output_text') ?? '',
  usage: usageIn(fields),
  // Of the wire contract, as are the others here: the gateway's own tests answer for what is in them.
  month: objectIn(fields, 'month') as Month | null,
  fellBack: false,
  finishReason: textIn(fields, 'finish_reason'),
  toolCalls: (objectIn(fields, 'tool_calls') ?? []) as readonly ToolCall[],
  ...from,
})

/** What an answer cost, or what there is of one. */
export const usageIn = (fields: Fields): Usage | null => objectIn(fields, 'usage') as Usage | null
