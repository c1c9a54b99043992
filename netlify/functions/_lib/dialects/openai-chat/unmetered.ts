import { badField, readList } from '../body-fields.ts'
import type { JsonObject } from '../dialect.ts'

const SEARCH = 'searches of the provider add input that no hold can bound'
const STORED = 'state that the provider keeps is input that cannot be counted beforehand'
const BACKGROUND = 'work in the background cannot be metered'

/**
 * What OpenAI or a vendor of its format bills beyond the tokens of this body, or lets grow without a bound. Where each is
 * documented: platform.openai.com "Create chat completion"; docs.x.ai "Deferred Chat Completions", "Live Search";
 * openrouter.ai/docs "Plugins", "Provider routing", "Presets"; console.groq.com/docs "Compound"; docs.vllm.ai "Chat API".
 */
const REFUSED: Readonly<Record<string, string>> = {
  web_search_options: SEARCH,
  search_parameters: SEARCH,
  search_settings: SEARCH,
  plugins: SEARCH,
  compound_custom: SEARCH,
  previous_response_id: STORED,
  conversation: STORED,
  container: STORED,
  preset: STORED,
  background: BACKGROUND,
  deferred: BACKGROUND,
  audio: 'audio output is not metered here',
  // OpenAI takes no max_completion_tokens beside it, and bills what it rejects of the prediction as output.
  prediction: 'the provider does not bound the output of a predicted answer',
  provider: 'the provider is named in the model, as in provider/model',
  best_of: 'output that is thrown away cannot be bounded',
  use_beam_search: 'output that is thrown away cannot be bounded',
  chat_template: 'a template can repeat the input without a bound',
}

/** Billed at list price, or the vendor's own word for leaving the choice to it; `on_demand` is Groq's. */
const STANDARD_TIERS = new Set<unknown>(['auto', 'default', 'standard', 'on_demand'])

/** Tools that the client runs; every other type is run and billed by the vendor. */
const CLIENT_TOOLS = new Set<unknown>(['function', 'custom'])

/** @throws GatewayError BAD_REQUEST naming the first field that could cost what no hold covers */
export const refuseUnmetered = (body: JsonObject): void => {
  for (const [field, problem] of Object.entries(REFUSED)) {
    if (Object.hasOwn(body, field) && isSet(body[field])) throw badField(field, problem)
  }
  const tier = body['service_tier']
  if (isSet(tier) && !STANDARD_TIERS.has(tier)) throw badField('service_tier', 'only the standard tier is priced here')
  if (isSet(body['modalities'])) readList(body['modalities'], 'modalities', MAX_MODALITIES, refuseOtherThanText)
}

/** @throws GatewayError BAD_REQUEST unless the client itself runs the tool */
export const refuseHostedTool = (tool: JsonObject, path: string): void => {
  if (!CLIENT_TOOLS.has(tool['type'])) {
    throw badField(`${path}.type`, 'only function and custom tools can be metered; the provider would run any other')
  }
}

const MAX_MODALITIES = 16

const refuseOtherThanText = (modality: unknown, path: string): void => {
  if (modality !== 'text') throw badField(path, 'only text output is metered here')
}

const isSet = (value: unknown): boolean => value !== undefined && value !== null && value !== false
