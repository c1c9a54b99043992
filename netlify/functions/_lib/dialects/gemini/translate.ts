import { badField } from '../body-fields.ts'
import type { TranslatedRequest } from '../dialect.ts'
import type { Content, Part } from './contents.ts'
import { type Fields, fieldsOf, itemsIn, refuseOtherFields, textValue, valueIn } from './fields.ts'
import { translateGeneration } from './generation.ts'
import { translateMessages } from './messages.ts'
import { translateTools } from './tools.ts'

const CARRIED = ['contents', 'systemInstruction', 'generationConfig', 'tools', 'toolConfig', 'safetySettings']

/**
 * Left behind, because the answer is the same without them: names that the address or the gateway has taken over (`model`,
 * `models`, `serviceTier`, which only reads "standard" here) and bookkeeping in Google's own logs (`store`, `labels`).
 */
const LEFT_BEHIND = ['model', 'models', 'serviceTier', 'store', 'labels']

const KNOWN = new Set([...CARRIED, ...LEFT_BEHIND])

/** @throws GatewayError BAD_REQUEST naming the field that no other dialect can express */
export const translateGemini = (
  request: Fields,
  contents: readonly Content[],
  instruction: readonly Part[],
): TranslatedRequest => {
  refuseOtherFields(request, KNOWN)
  refuseSafetyFilters(request)
  return {
    messages: translateMessages(contents, instruction),
    ...translateGeneration(request),
    ...translateTools(request),
  }
}

const NO_FILTER = new Set(['OFF', 'BLOCK_NONE', 'HARM_BLOCK_THRESHOLD_UNSPECIFIED'])

/**
 * No other vendor has filters that a request sets. Without one nothing is lost; one that was asked for, be it weaker than
 * Google's default, is a protection that the client counts on.
 */
const refuseSafetyFilters = (request: Fields): void => {
  for (const { value, path } of itemsIn(request, 'safetySettings')) {
    const setting = fieldsOf(value, path)
    const threshold = valueIn(setting, 'threshold', textValue)
    if (threshold !== undefined && !NO_FILTER.has(threshold)) {
      const field = setting.byName.get('threshold')
      throw badField(field?.path ?? path, 'the provider of this model has no safety filters to set')
    }
  }
}
