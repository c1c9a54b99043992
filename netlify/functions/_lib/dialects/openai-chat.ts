import type { Dialect, JsonObject } from './dialect.ts'
import { writeChatAnswer } from './openai-chat/answer.ts'
import { writeChatError, writeChatStreamError } from './openai-chat/error.ts'
import { type OpenAIChatCall, readChatBody } from './openai-chat/read.ts'
import { chatStreamWriter } from './openai-chat/stream.ts'

type OpenAIChat = Dialect & { read(body: JsonObject): OpenAIChatCall }

/** OpenAI's chat completions (platform.openai.com/docs/api-reference/chat), also the dialect of most other vendors. */
export const openaiChat: OpenAIChat = {
  name: 'openai-chat',
  api: 'chat',
  read: readChatBody,
  writeAnswer: writeChatAnswer,
  streamWriter: chatStreamWriter,
  writeError: writeChatError,
  writeStreamError: writeChatStreamError,
  requestIdHeader: 'x-request-id',
}
