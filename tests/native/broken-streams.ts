import type { LaneName } from './lanes.ts'

/** Stands in every error text of the broken streams; no client may ever see it. */
export const SECRET = 'sk-planted-in-an-error-text'

const CRLF = '\r\n\r\n'

const chatChunk = (fields: object) =>
  `data: ${JSON.stringify({ id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'm', ...fields })}\n\n`
const chatText = (content: string) => chatChunk({ choices: [{ index: 0, delta: { content }, finish_reason: null }] })
const named = (data: { type: string } & Record<string, unknown>) =>
  `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`
const at = { item_id: 'msg_1', output_index: 0, content_index: 0 }
const responseText = (delta: string) => named({ type: 'response.output_text.delta', ...at, delta })
const blockText = (text: string) =>
  named({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } })
const candidate = (text: string) =>
  `data: ${JSON.stringify({ candidates: [{ content: { role: 'model', parts: [{ text }] }, index: 0 }] })}${CRLF}`

/** How each vendor begins to say "one two ", and all the ways in which it then says that it cannot go on. */
export const BROKEN: Readonly<Record<LaneName, { spoken: string; errors: Readonly<Record<string, string>> }>> = {
  chat: {
    spoken: chatText('one ') + chatText('two '),
    errors: {
      'an error object': `data: ${JSON.stringify({ error: { message: SECRET, type: 'server_error', code: null } })}\n\n`,
      "OpenRouter's error beside a choice": chatChunk({
        error: { code: 502, message: SECRET, metadata: { raw: SECRET } },
        choices: [{ index: 0, delta: { content: '' }, finish_reason: 'error' }],
      }),
      "Groq's error": chatChunk({ choices: [], x_groq: { error: SECRET } }),
      'half a JSON object': `data: {"error":{"message":"${SECRET}\n\n`,
    },
  },
  responses: {
    spoken:
      named({ type: 'response.created', sequence_number: 0, response: { id: 'resp_1', status: 'in_progress' } }) +
      responseText('one ') +
      responseText('two '),
    errors: {
      'the documented error event': named({ type: 'error', code: 'server_error', message: SECRET, param: null }),
      'the error event that is really sent': named({ type: 'error', error: { type: 'server_error', message: SECRET } }),
      'a response that failed': named({
        type: 'response.failed',
        response: { id: 'resp_1', status: 'failed', error: { code: 'server_error', message: SECRET } },
      }),
      'half a JSON object': `event: response.output_text.delta\ndata: {"delta":"${SECRET}\n\n`,
    },
  },
  messages: {
    spoken:
      named({
        type: 'message_start',
        message: { id: 'msg_1', type: 'message', role: 'assistant', usage: { input_tokens: 9, output_tokens: 1 } },
      }) +
      named({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }) +
      blockText('one ') +
      blockText('two '),
    errors: {
      'an error event': named({ type: 'error', error: { type: 'overloaded_error', message: SECRET } }),
      'half a JSON object': `event: error\ndata: {"type":"error","error":{"message":"${SECRET}\n\n`,
    },
  },
  generateContent: {
    spoken: candidate('one ') + candidate('two '),
    errors: {
      'an error object': `data: ${JSON.stringify({ error: { code: 503, message: SECRET, status: 'UNAVAILABLE' } })}${CRLF}`,
      'half a JSON object': `data: {"error":{"message":"${SECRET}${CRLF}`,
    },
  },
}
