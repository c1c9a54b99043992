import { z } from 'zod'

export type JsonSchema = Record<string, unknown>

/** What a schema of a route accepts, before its transformations, as JSON Schema 2020-12 (the dialect of OpenAPI 3.1). */
export const inputSchema = (schema: z.ZodType): JsonSchema => {
  const made: JsonSchema = z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-2020-12',
    unrepresentable: 'any',
    override: ({ zodSchema: { _zod: zod }, jsonSchema }) => {
      if (zod.def.type === 'object') requireWhatIsRequired(zod.def.shape, jsonSchema)
      if (zod.def.type === 'union') leaveOutUndefined(zod.def.options, jsonSchema)
    },
  })
  delete made['$schema']
  return tidy(made)
}

/** Zod calls every field optional that a transformation looks at first; what is optional is what may in fact be left out. */
const requireWhatIsRequired = (shape: Readonly<Record<string, z.core.$ZodType>>, made: JsonSchema): void => {
  const required = Object.entries(shape).filter(([, field]) => !z.safeParse(field, undefined).success)
  delete made['required']
  if (required.length > 0) made['required'] = required.map(([name]) => name)
}

const leaveOutUndefined = (options: readonly z.core.$ZodType[], made: JsonSchema): void => {
  const defined = alternativesOf(made).filter((_, index) => options[index]?._zod.def.type !== 'undefined')
  if (defined.length !== 1) return
  delete made['anyOf']
  Object.assign(made, { ...defined[0], ...made })
}

/** The same schema as a reader would write it. */
const tidy = (schema: JsonSchema): JsonSchema => {
  const tidied: JsonSchema = Object.fromEntries(
    Object.entries(schema).map(([name, value]) => [name, name === 'default' ? value : tidyWithin(value)]),
  )
  flatten(tidied)
  if (tidied['type'] === 'integer') {
    // A field may call itself a number though it arrives as the text of a query.
    delete tidied['pattern']
    // The limits of the number format say nothing about an API.
    if (tidied['maximum'] === Number.MAX_SAFE_INTEGER) delete tidied['maximum']
    if (tidied['minimum'] === Number.MIN_SAFE_INTEGER) delete tidied['minimum']
  }
  // The format says the same, and can be read.
  if (tidied['format'] === 'date-time') delete tidied['pattern']
  return tidied
}

const tidyWithin = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(tidyWithin)
  return isSchema(value) ? tidy(value) : value
}

/** An alternative that is nothing but alternatives (and words about them) is one level too many. */
const flatten = (schema: JsonSchema): void => {
  if (!Array.isArray(schema['anyOf'])) return
  schema['anyOf'] = alternativesOf(schema).flatMap((alternative) => {
    const { anyOf, description, ...rest } = alternative
    if (!Array.isArray(anyOf) || Object.keys(rest).length > 0) return [alternative]
    if (description !== undefined) schema['description'] ??= description
    return alternativesOf(alternative)
  })
}

const alternativesOf = ({ anyOf }: JsonSchema): JsonSchema[] => (Array.isArray(anyOf) ? anyOf.filter(isSchema) : [])

const isSchema = (value: unknown): value is JsonSchema => typeof value === 'object' && value !== null
