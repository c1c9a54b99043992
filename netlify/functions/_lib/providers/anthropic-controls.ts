import type { ChatRequest, ReasoningEffort, ToolChoice } from '../domain/chat.ts'
import type { AnthropicModel } from './anthropic-model.ts'
import { anthropicSchema } from './anthropic-schema.ts'
import { cannotExpress } from './cannot-express.ts'

type Controls = {
  thinking?: object
  output_config?: object
  temperature?: number
  top_p?: number
  tool_choice?: object
}

/**
 * How the answer is made: thinking, effort, output format, sampling and tool choice, which depend on each other and on the
 * model. Throws BAD_REQUEST for what the model does not take, which the vendor would only reject later.
 */
export const anthropicControls = (request: ChatRequest, model: AnthropicModel): Controls => {
  const { thinking, effort } = thinkingOf(request, model)
  const format = formatOf(request, model)
  return {
    ...(thinking && { thinking }),
    ...((effort ?? format) && { output_config: { ...(effort && { effort }), ...(format && { format }) } }),
    ...samplingOf(request, model, thinking !== undefined && thinking.type !== 'disabled'),
    ...(request.tools?.length && toolChoiceOf(request, model, effort !== undefined || thinking?.type === 'enabled')),
  }
}

type Thinking =
  | { type: 'adaptive'; display: 'summarized' }
  | { type: 'enabled'; budget_tokens: number }
  | { type: 'disabled' | 'between_tools' }

const EFFORT = { minimal: 'low', low: 'low', medium: 'medium', high: 'high' } as const

/** The least that the API accepts. */
const MIN_BUDGET = 1_024
const BUDGET = { minimal: MIN_BUDGET, low: 2_048, medium: 8_192, high: 24_576 } as const

const thinkingOf = (request: ChatRequest, model: AnthropicModel): { thinking?: Thinking; effort?: string } => {
  const { reasoning } = request
  if (reasoning === undefined) return {}
  if (reasoning === 'none') return offOf(model)
  switch (model.thinking) {
    case 'none':
      throw cannotExpress('reasoning', 'this model does not think before it answers')
    case 'budget':
      return budgetOf(request, reasoning)
    case 'adaptive':
      // A forced call goes without thinking; a model that thinks unasked leaves it out by itself then.
      if (model.thinksUnasked && isForced(request.toolChoice)) return { effort: EFFORT[reasoning] }
      // Left out, the newer models think without showing what; it costs the same.
      return { thinking: { type: 'adaptive', display: 'summarized' }, effort: EFFORT[reasoning] }
  }
}

const offOf = ({ thinkingOff }: AnthropicModel): { thinking?: Thinking } => {
  if (thinkingOff === 'impossible') throw cannotExpress('reasoning', 'this model cannot be kept from thinking')
  return thinkingOff === 'omit' ? {} : { thinking: { type: thinkingOff } }
}

/**
 * At most half of the output, so that there is an answer. In the middle of tool calls manual thinking cannot be switched on:
 * the turn would have to begin with its signed thinking (docs.anthropic.com "Extended thinking" → tool use), which no other
 * dialect carries.
 */
const budgetOf = (request: ChatRequest, reasoning: Exclude<ReasoningEffort, 'none'>): { thinking?: Thinking } => {
  const last = request.messages.findLast(({ role }) => role === 'assistant')
  if (last?.role === 'assistant' && last.toolCalls.length > 0) return {}
  if (request.maxTokens <= MIN_BUDGET) throw cannotExpress('max_tokens', `thinking needs more than ${MIN_BUDGET}`)
  const half = Math.floor(request.maxTokens / 2)
  return { thinking: { type: 'enabled', budget_tokens: Math.max(MIN_BUDGET, Math.min(BUDGET[reasoning], half)) } }
}

/** A schema only: the API has no mode for JSON of any form (docs.anthropic.com "Structured outputs"). */
const formatOf = ({ responseFormat: format }: ChatRequest, { structuredOutput }: AnthropicModel) => {
  if (format === undefined) return undefined
  if (format.type === 'json_object') throw cannotExpress('response_format', 'this provider needs a JSON schema')
  if (!structuredOutput) throw cannotExpress('response_format', 'this model has no structured output')
  const strict = format.strict === true
  return { type: 'json_schema', schema: anthropicSchema(format.schema, { strict, description: format.description }) }
}

/** The API takes 0…1 and its own OpenAI endpoint caps what is above (docs.anthropic.com "OpenAI SDK compatibility"). */
const MAX_TEMPERATURE = 1

/**
 * The default of both is 1. Models from 4.7 on and thinking ones take no other ("Thinking" → sampling parameters), models
 * from 4.1 on take only one of them.
 */
const samplingOf = (request: ChatRequest, { sampling }: AnthropicModel, thinks: boolean): Controls => {
  const temperature = request.temperature === undefined ? undefined : Math.min(request.temperature, MAX_TEMPERATURE)
  const { topP } = request
  if (sampling === 'none' || thinks) {
    const why = sampling === 'none' ? 'this model takes only 1' : 'this model takes only 1 while it thinks'
    if (temperature !== undefined && temperature !== 1) throw cannotExpress('temperature', why)
    if (topP !== undefined && topP !== 1) throw cannotExpress('top_p', why)
    return {}
  }
  const both = temperature !== undefined && topP !== undefined && sampling === 'either'
  if (both && temperature !== 1 && topP !== 1) {
    throw cannotExpress('top_p', 'this model takes temperature or top_p, not both')
  }
  return {
    ...(temperature !== undefined && !(both && temperature === 1) && { temperature }),
    ...(topP !== undefined && !(both && temperature !== 1) && { top_p: topP }),
  }
}

const isForced = (choice: ToolChoice | undefined): boolean =>
  choice !== undefined && choice !== 'auto' && choice !== 'none'

const toolChoiceOf = (request: ChatRequest, model: AnthropicModel, thinks: boolean): Controls => {
  const { toolChoice, parallelToolCalls } = request
  if (isForced(toolChoice)) {
    if (!model.forcedTools) throw cannotExpress('tool_choice', 'this model cannot be forced to call a tool')
    if (thinks && !model.thinksUnasked) {
      throw cannotExpress('tool_choice', 'this model cannot be forced to call a tool while it thinks')
    }
  }
  const oneAtMost = parallelToolCalls === false && toolChoice !== 'none'
  if (toolChoice === undefined && !oneAtMost) return {}
  return { tool_choice: { ...choiceOf(toolChoice ?? 'auto'), ...(oneAtMost && { disable_parallel_tool_use: true }) } }
}

const choiceOf = (choice: ToolChoice) => {
  if (typeof choice !== 'string') return { type: 'tool', name: choice.name }
  return { type: choice === 'required' ? 'any' : choice }
}
