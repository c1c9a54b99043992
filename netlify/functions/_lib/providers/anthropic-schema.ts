import { cannotExpress } from './cannot-express.ts'
import { type JsonRecord, recordOf } from './json-reader.ts'

/** Keywords with one schema, a list of schemas, and a map of schemas below them. */
const ONE = new Set(['items', 'not', 'contains', 'if', 'then', 'else', 'propertyNames'])
const LIST = new Set(['anyOf', 'oneOf', 'allOf', 'prefixItems'])
const MAP = new Set(['properties', '$defs', 'definitions', 'patternProperties', 'dependentSchemas'])

/** What the API does not enforce (platform.claude.com "Structured outputs" → JSON Schema limitations). */
const UNENFORCED = new Set([
  ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'minLength', 'maxLength'],
  ...['maxItems', 'uniqueItems', 'minProperties', 'maxProperties'],
])

/**
 * A JSON Schema for `output_config.format`. Objects are closed, which the API demands: what fits the closed schema fits the
 * open one too. Limits that it does not enforce are said in the description, as the vendor's SDKs do, unless the schema is
 * strict: then the caller relies on them. Throws BAD_REQUEST for those, and for objects of free keys.
 */
export const anthropicSchema = (
  schema: JsonRecord,
  options: { strict: boolean; description: string | undefined },
): JsonRecord => {
  const closed = closeSchema(schema, options.strict)
  const { description } = options
  return description === undefined || 'description' in closed ? closed : { ...closed, description }
}

const closeSchema = (schema: JsonRecord, strict: boolean): JsonRecord => {
  const closed: Record<string, unknown> = {}
  const unenforced: string[] = []
  const close = (value: unknown): unknown => {
    const below = recordOf(value)
    return below ? closeSchema(below, strict) : value
  }
  for (const [keyword, value] of Object.entries(schema)) {
    if (UNENFORCED.has(keyword) || (keyword === 'minItems' && value !== 0 && value !== 1)) {
      if (strict) throw cannotExpress('response_format', `this provider does not enforce ${keyword}`)
      unenforced.push(`${keyword}: ${JSON.stringify(value)}`)
    } else closed[keyword] = closeBelow(keyword, value, close)
  }
  if (isObjectSchema(schema)) closed['additionalProperties'] = closedProperties(schema)
  if (unenforced.length > 0) closed['description'] = describe(schema['description'], unenforced)
  return closed
}

const closeBelow = (keyword: string, value: unknown, close: (value: unknown) => unknown): unknown => {
  if (ONE.has(keyword)) return close(value)
  if (LIST.has(keyword) && Array.isArray(value)) return value.map(close)
  const map = MAP.has(keyword) ? recordOf(value) : undefined
  return map ? Object.fromEntries(Object.entries(map).map(([name, below]) => [name, close(below)])) : value
}

const isObjectSchema = ({ type, properties }: JsonRecord): boolean =>
  type === 'object' ||
  (Array.isArray(type) && type.includes('object')) ||
  (type === undefined && properties !== undefined)

const closedProperties = ({ additionalProperties }: JsonRecord): false => {
  if (additionalProperties === undefined || additionalProperties === false) return false
  throw cannotExpress('response_format', 'this provider knows no objects with free keys (additionalProperties)')
}

const describe = (description: unknown, limits: readonly string[]): string =>
  [...(typeof description === 'string' ? [description] : []), `{${limits.join(', ')}}`].join('\n\n')
