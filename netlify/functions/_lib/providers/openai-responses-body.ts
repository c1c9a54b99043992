import type { ChatRequest, Message, TextPart, Tool, ToolChoice, UserPart } from '../domain/chat.ts'
import { cannotExpress } from './cannot-express.ts'
import { mediaUrl } from './media-url.ts'
import { plainText } from './plain-text.ts'

/** The least the API accepts as `max_output_tokens`. */
const MIN_OUTPUT_TOKENS = 16

/**
 * The body of a streaming response (platform.openai.com "Create a model response"): one input item per message, tool
 * call and tool result. Throws BAD_REQUEST for `stop`, which the API does not have, and for fewer than 16 output tokens.
 */
export const openaiResponsesBody = (request: ChatRequest) => {
  if (request.stop?.length) throw cannotExpress('stop', 'this model takes no stop sequences')
  if (request.maxTokens < MIN_OUTPUT_TOKENS) {
    throw cannotExpress('max_tokens', `this model needs at least ${MIN_OUTPUT_TOKENS}`)
  }
  return {
    model: request.model,
    input: request.messages.flatMap((message) => itemsOf(message)),
    max_output_tokens: request.maxTokens,
    store: false,
    stream: true,
    ...(request.temperature !== undefined && { temperature: request.temperature }),
    ...(request.topP !== undefined && { top_p: request.topP }),
    ...(request.tools?.length && {
      tools: request.tools.map(toolOf),
      ...(request.toolChoice !== undefined && { tool_choice: toolChoiceOf(request.toolChoice) }),
      ...(request.parallelToolCalls !== undefined && { parallel_tool_calls: request.parallelToolCalls }),
    }),
    // Our own words for a format are this API's.
    ...(request.responseFormat && { text: { format: request.responseFormat } }),
    ...(request.reasoning !== undefined && { reasoning: { effort: request.reasoning } }),
  }
}

type Item = Readonly<Record<string, unknown>>

const itemsOf = (message: Message): Item[] => {
  switch (message.role) {
    case 'system':
    case 'developer':
      return [{ type: 'message', role: message.role, content: message.content.map(inputText) }]
    case 'user':
      return [{ type: 'message', role: 'user', content: message.content.map(userPart) }]
    case 'assistant':
      return [
        ...(message.content.length > 0
          ? [{ type: 'message', role: 'assistant', content: message.content.map(outputText) }]
          : []),
        ...message.toolCalls.map(({ id, name, arguments: args }) => ({
          type: 'function_call',
          call_id: id,
          name,
          arguments: args,
        })),
      ]
    case 'tool':
      return [{ type: 'function_call_output', call_id: message.toolCallId, output: plainText(message.content) }]
  }
}

const inputText = ({ text }: TextPart) => ({ type: 'input_text', text })
const outputText = ({ text }: TextPart) => ({ type: 'output_text', text })

const userPart = (part: UserPart) => {
  if (part.type === 'text') return inputText(part)
  const url = mediaUrl(part.source)
  if (part.type === 'image') return { type: 'input_image', image_url: url, detail: part.detail ?? 'auto' }
  if (part.source.kind === 'url') return { type: 'input_file', file_url: url }
  return { type: 'input_file', filename: part.filename ?? 'file', file_data: url }
}

/** `strict` is said always: left out, it is true here but false in every other API that our callers come from. */
const toolOf = ({ name, description, parameters, strict = false }: Tool) => ({
  type: 'function',
  name,
  ...(description !== undefined && { description }),
  parameters,
  strict,
})

const toolChoiceOf = (choice: ToolChoice) =>
  typeof choice === 'string' ? choice : { type: 'function', name: choice.name }
