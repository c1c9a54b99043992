import type { FinishReason, ToolCall } from '../../domain/chat.ts'
import { cacheWriteTokens, type Usage } from '../../domain/usage.ts'
import type { Answer, AnswerHead, JsonObject } from '../dialect.ts'

/** The response object and its output items (platform.openai.com "The response object"). */

export type ItemStatus = 'in_progress' | 'completed' | 'incomplete'

export const textPart = (text: string): JsonObject => ({ type: 'output_text', annotations: [], logprobs: [], text })

export const summaryPart = (text: string): JsonObject => ({ type: 'summary_text', text })

export const messageItem = (id: string, status: ItemStatus, content: readonly JsonObject[]): JsonObject => ({
  id,
  type: 'message',
  status,
  content,
  role: 'assistant',
})

export const reasoningItem = (id: string, summary: readonly JsonObject[]): JsonObject => ({
  id,
  type: 'reasoning',
  summary,
})

export const callItem = (id: string, status: ItemStatus, call: ToolCall): JsonObject => ({
  id,
  type: 'function_call',
  status,
  arguments: call.arguments,
  call_id: call.id,
  name: call.name,
})

/** Arguments of a whole call that has none: clients parse them as JSON. */
export const wholeArguments = (args: string, status: ItemStatus): string =>
  args === '' && status === 'completed' ? '{}' : args

/** Id of the item in this place of the output; `msg_`, `rs_` and `fc_` are the vendor's. */
export const itemId = (prefix: 'msg' | 'rs' | 'fc', head: AnswerHead, place: number): string =>
  `${prefix}_${head.id}_${place}`

/** What the last item is when the response ends for this reason. */
export const lastStatus = (finish: FinishReason): ItemStatus => (isComplete(finish) ? 'completed' : 'incomplete')

export const beginningResponse = (head: AnswerHead): JsonObject => ({
  ...responseObject(head),
  status: 'in_progress',
  output: [],
  usage: null,
})

export const endedResponse = (
  head: AnswerHead,
  { output, finish, usage }: { output: readonly JsonObject[]; finish: FinishReason; usage: Usage },
): JsonObject => ({
  ...responseObject(head),
  status: isComplete(finish) ? 'completed' : 'incomplete',
  incomplete_details: INCOMPLETE.has(finish) ? { reason: INCOMPLETE.get(finish) } : null,
  output,
  usage: responsesUsage(usage),
})

export const writeResponsesAnswer = (answer: Answer): JsonObject => {
  const { text, reasoning, toolCalls, finish, usage } = answer
  const output: JsonObject[] = []
  const status = (isLast: boolean): ItemStatus => (isLast ? lastStatus(finish) : 'completed')
  if (reasoning !== '') output.push(reasoningItem(itemId('rs', answer, 0), [summaryPart(reasoning)]))
  if (text !== '') {
    const id = itemId('msg', answer, output.length)
    output.push(messageItem(id, status(toolCalls.length === 0), [textPart(text)]))
  }
  toolCalls.forEach((call, index) => {
    const callStatus = status(index === toolCalls.length - 1)
    const whole = { ...call, arguments: wholeArguments(call.arguments, callStatus) }
    output.push(callItem(itemId('fc', answer, output.length), callStatus, whole))
  })
  return endedResponse(answer, { output, finish, usage })
}

const isComplete = (finish: FinishReason): boolean => finish === 'stop' || finish === 'tool_calls'

/** The only two reasons that the API has; any other end is incomplete without one. */
const INCOMPLETE = new Map<FinishReason, string>([
  ['length', 'max_output_tokens'],
  ['content_filter', 'content_filter'],
])

/** Settings of the request are shown at their defaults: the model that answered is another vendor's, which reports none. */
const responseObject = ({ id, model, createdAt }: AnswerHead): JsonObject => ({
  id: `resp_${id}`,
  object: 'response',
  created_at: Math.floor(createdAt.getTime() / 1000),
  status: 'in_progress',
  background: false,
  error: null,
  incomplete_details: null,
  instructions: null,
  max_output_tokens: null,
  max_tool_calls: null,
  metadata: {},
  model,
  output: [],
  parallel_tool_calls: true,
  previous_response_id: null,
  reasoning: { effort: null, summary: null },
  service_tier: 'default',
  store: false,
  temperature: null,
  text: { format: { type: 'text' } },
  tool_choice: 'auto',
  tools: [],
  top_logprobs: 0,
  top_p: null,
  truncation: 'disabled',
  usage: null,
  user: null,
})

/** Totals include their parts, as ours do; the API has one class of cache writes and no place for searches. */
const responsesUsage = (usage: Usage): JsonObject => ({
  input_tokens: usage.inputTokens,
  input_tokens_details: {
    cached_tokens: usage.cachedTokens,
    cache_write_tokens: cacheWriteTokens(usage),
    ...(usage.audioInputTokens > 0 && { audio_tokens: usage.audioInputTokens }),
  },
  output_tokens: usage.outputTokens,
  output_tokens_details: {
    reasoning_tokens: usage.reasoningTokens,
    ...(usage.audioOutputTokens > 0 && { audio_tokens: usage.audioOutputTokens }),
  },
  total_tokens: usage.inputTokens + usage.outputTokens,
})
