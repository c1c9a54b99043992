import type { FinishReason, ToolCall } from '../../domain/chat.ts'
import type { Answer, AnswerHead, JsonObject } from '../dialect.ts'
import { chatUsage } from './usage.ts'

/**
 * A whole answer as "The chat completion object" (platform.openai.com/docs/api-reference/chat/object). Reasoning is in
 * `reasoning_content`, the field that DeepSeek made common; OpenAI itself shows none.
 */
export const writeChatAnswer = (answer: Answer): JsonObject => ({
  ...chatHead(answer, 'chat.completion'),
  choices: [
    {
      index: 0,
      message: {
        role: 'assistant',
        content: answer.text === '' && answer.toolCalls.length > 0 ? null : answer.text,
        ...(answer.reasoning !== '' && { reasoning_content: answer.reasoning }),
        refusal: null,
        annotations: [],
        ...(answer.toolCalls.length > 0 && { tool_calls: answer.toolCalls.map(toolCallOf) }),
      },
      logprobs: null,
      finish_reason: chatFinish(answer.finish),
    },
  ],
  usage: chatUsage(answer.usage),
})

export const chatHead = ({ id, model, createdAt }: AnswerHead, object: string) => ({
  id: `chatcmpl-${id}`,
  object,
  created: Math.floor(createdAt.getTime() / 1_000),
  model,
})

/** The format has no word for an end of another kind: clients know that the answer is over, and no more. */
export const chatFinish = (reason: FinishReason): string => (reason === 'other' ? 'stop' : reason)

const toolCallOf = ({ id, name, arguments: args }: ToolCall) => ({
  id,
  type: 'function',
  function: { name, arguments: args },
})
