import { badField } from '../body-fields.ts'
import { type Fields, fieldsOf, itemsIn, textValue, valueIn } from './fields.ts'
import { generationConfigOf } from './input.ts'

const WHY_NOT: Readonly<Record<string, string>> = {
  cachedContent:
    'explicit caches are stored state, billed by the hour; the cache that works by itself is used and metered',
}

/** Each would be answered or billed as something other than the text of the model that was priced. */
const WHY_NOT_CONFIGURED: Readonly<Record<string, string>> = {
  speechConfig: 'audio output is not metered here',
  imageConfig: 'image output is not metered here',
  routingConfig: 'the model is the one in the address',
  modelSelectionConfig: 'the model is the one in the address',
}

/**
 * Refuses what no hold can bound (ai.google.dev/api/generate-content, "Tool", "ServiceTier", "Modality").
 * @throws GatewayError BAD_REQUEST naming the field
 */
export const refuseUnmetered = (request: Fields): void => {
  refuse(request, WHY_NOT)
  const tier = valueIn(request, 'serviceTier', textValue)
  if (tier !== undefined && !/^(?:standard|unspecified)$/i.test(tier)) {
    throw badField(pathIn(request, 'serviceTier'), 'only the standard tier is priced here')
  }
  for (const { value, path } of itemsIn(request, 'tools')) refuseHostedTools(fieldsOf(value, path))
  const config = generationConfigOf(request)
  refuse(config, WHY_NOT_CONFIGURED)
  for (const { value, path } of itemsIn(config, 'responseModalities')) {
    if (typeof value !== 'string' || value.toUpperCase() !== 'TEXT') throw badField(path, 'only TEXT is metered here')
  }
}

const refuse = (fields: Fields, reasons: Readonly<Record<string, string>>): void => {
  for (const [name, reason] of Object.entries(reasons)) {
    const field = fields.byName.get(name)
    if (field !== undefined) throw badField(field.path, reason)
  }
}

const refuseHostedTools = (tool: Fields): void => {
  for (const [name, { path }] of tool.byName) {
    if (name !== 'functionDeclarations') {
      throw badField(
        path,
        'runs at the provider and adds input that nothing bounds; only functionDeclarations are taken',
      )
    }
  }
}

const pathIn = (fields: Fields, name: string): string => fields.byName.get(name)?.path ?? name
