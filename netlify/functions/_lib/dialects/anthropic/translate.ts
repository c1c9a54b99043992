import { z } from 'zod'
import type { ReasoningEffort, ResponseFormat } from '../../domain/chat.ts'
import { translateMessages } from './messages.ts'
import { type AnthropicRequest, REFUSED_FIELDS } from './request.ts'
import { translateTool, translateToolChoice } from './tools.ts'
import { badField, CANNOT_TRANSLATE, pathOf, readField, readList, readObject, refuseOthers } from '../body-fields.ts'
import type { TranslatedRequest } from '../dialect.ts'
import { isStrictSchema } from './strict-schema.ts'

/** What becomes part of the translated request, here or in `read`. */
const CARRIED = [
  ...['model', 'models', 'max_tokens', 'stream', 'system', 'messages', 'tools', 'tool_choice', 'temperature', 'top_p'],
  ...['stop_sequences', 'output_config', 'output_format', 'thinking', 'context_management'],
]

/**
 * What has no effect on the answer: `metadata` and `diagnostics` are telemetry, `cache_control` changes the price of the
 * vendor's own cache only, and of the last three `read` lets the default through only.
 */
const WITHOUT_EFFECT = ['metadata', 'diagnostics', 'cache_control', 'service_tier', 'speed', 'inference_geo']

/** The refused fields are here because `read` lets them through where they are empty. */
const KNOWN = new Set([...CARRIED, ...WITHOUT_EFFECT, ...REFUSED_FIELDS])

const scalars = z.object({
  temperature: z.number().nullish(),
  top_p: z.number().nullish(),
})

/**
 * A Messages request in the gateway's vocabulary, for the models of other vendors.
 * @throws GatewayError BAD_REQUEST naming the field that has no equal
 */
export const translateAnthropic = ({ body, system, messages, tools }: AnthropicRequest): TranslatedRequest => {
  refuseOthers(body, '', KNOWN)
  const { temperature, top_p: topP } = readField(scalars, body, '')
  const stop = readStop(body['stop_sequences'])
  const output = readOutput(body)
  const reasoning = readReasoning(body['thinking'], output.effort)
  checkContextEdits(body['context_management'])
  return {
    messages: translateMessages(system, messages),
    ...(temperature != null && { temperature }),
    ...(topP != null && { topP }),
    ...(stop.length > 0 && { stop }),
    ...(tools.length > 0 && { tools: tools.map(translateTool) }),
    ...translateToolChoice(body['tool_choice']),
    ...(output.format && { responseFormat: output.format }),
    ...(reasoning && { reasoning }),
  }
}

const readStop = (value: unknown): string[] =>
  value == null ? [] : readList(value, 'stop_sequences', 10_000, (item, path) => readField(z.string(), item, path))

const OUTPUT_FIELDS = new Set(['effort', 'format'])
const FORMAT_FIELDS = new Set(['type', 'schema'])
const effortField = z.enum(['low', 'medium', 'high', 'xhigh', 'max'], 'is none of low, medium, high, xhigh, max')
type Effort = z.infer<typeof effortField>

/** `output_format` is what `output_config.format` was called in the beta. */
const readOutput = (body: AnthropicRequest['body']): { effort?: Effort; format?: ResponseFormat } => {
  const config = body['output_config'] == null ? {} : readObject(body['output_config'], 'output_config')
  refuseOthers(config, 'output_config', OUTPUT_FIELDS)
  const effort = config['effort'] == null ? undefined : readField(effortField, config['effort'], 'output_config.effort')
  const format =
    readFormat(config['format'], 'output_config.format') ?? readFormat(body['output_format'], 'output_format')
  return { ...(effort && { effort }), ...(format && { format }) }
}

/** The name is our own: other vendors need one. Strict only where their strict modes, which know no optional property, can be. */
const readFormat = (value: unknown, path: string): ResponseFormat | undefined => {
  if (value == null) return undefined
  const format = readObject(value, path)
  refuseOthers(format, path, FORMAT_FIELDS)
  readField(z.literal('json_schema', CANNOT_TRANSLATE), format['type'], pathOf(path, 'type'))
  const schema = readObject(format['schema'], pathOf(path, 'schema'))
  return { type: 'json_schema', name: 'answer', schema, ...(isStrictSchema(schema) && { strict: true }) }
}

const thinkingField = z.discriminatedUnion(
  'type',
  [
    z.object({ type: z.literal('enabled'), budget_tokens: z.number() }),
    z.object({ type: z.enum(['adaptive', 'disabled', 'between_tools']) }),
  ],
  'the type is none of adaptive, enabled, between_tools, disabled',
)
/** `display` says whether the thinking is shown, and what is shown of another model's is that vendor's choice. */
const THINKING_FIELDS = new Set(['type', 'budget_tokens', 'display'])

/** Above `high` there is nothing in common between the vendors; effort is a hint and no promise, so the nearest is taken. */
const EFFORT: Readonly<Record<Effort, ReasoningEffort>> = {
  low: 'low',
  medium: 'medium',
  high: 'high',
  xhigh: 'high',
  max: 'high',
}

/**
 * One effort of `thinking` and `output_config.effort`: off beats effort, effort beats the budget (it is what replaced it), and
 * adaptive thinking alone leaves the amount to the model, for which `medium` stands.
 */
const readReasoning = (value: unknown, effort: Effort | undefined): ReasoningEffort | undefined => {
  if (value == null) return effort && EFFORT[effort]
  const thinking = readField(thinkingField, value, 'thinking')
  refuseOthers(readObject(value, 'thinking'), 'thinking', THINKING_FIELDS)
  switch (thinking.type) {
    case 'disabled':
    case 'between_tools':
      return 'none'
    case 'adaptive':
      return effort ? EFFORT[effort] : 'medium'
    case 'enabled':
      return effort ? EFFORT[effort] : effortOfBudget(thinking.budget_tokens)
  }
}

const effortOfBudget = (tokens: number): ReasoningEffort => {
  if (tokens < 4_096) return 'low'
  return tokens < 16_384 ? 'medium' : 'high'
}

/** Old thinking is never translated, so clearing it is done already; clearing tool uses is not. */
const checkContextEdits = (value: unknown): void => {
  if (value == null) return
  const { edits } = readObject(value, 'context_management')
  if (edits == null) return
  readList(edits, 'context_management.edits', 100, (edit, path) => {
    const { type } = readField(z.object({ type: z.string() }), edit, path)
    if (!type.startsWith('clear_thinking_')) throw badField(pathOf(path, 'type'), CANNOT_TRANSLATE)
  })
}
