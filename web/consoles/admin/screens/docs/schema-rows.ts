import { resolveSchema, type Reference, type Schema } from './openapi.ts'

/** A field of a request, for a table: `depth` says how far inside it is. */
export type SchemaRow = {
  /** Unique within its table. */
  path: string
  name: string
  type: string
  required: boolean
  description: string
  depth: number
}

/** Deeper than this a table explains nothing any more. */
const DEEPEST = 5

/** The fields of an object, each followed by those inside it. */
export const schemaRows = (reference: Reference, schema: Schema, depth = 0, at = ''): SchemaRow[] => {
  const object = resolveSchema(reference, schema)
  if (depth > DEEPEST) return []
  return Object.entries(object.properties ?? {}).flatMap(([name, given]) => {
    const field = resolveSchema(reference, given)
    const path = `${at}/${name}`
    const row = {
      path,
      name,
      type: typeText(reference, field),
      required: object.required?.includes(name) === true,
      description: [field.description, ...limits(field)].filter((part) => part !== undefined).join(' '),
      depth,
    }
    return [
      row,
      ...insides(reference, field).flatMap((inside, n) => schemaRows(reference, inside, depth + 1, `${path}.${n}`)),
    ]
  })
}

const optionsOf = ({ anyOf, oneOf }: Schema): readonly Schema[] => anyOf ?? oneOf ?? []

/** The objects that a field is made of, itself aside: elements of an array, and each kind of thing that it may be. */
const insides = (reference: Reference, given: Schema): Schema[] => {
  const field = resolveSchema(reference, given)
  if (field.properties !== undefined) return [field]
  if (field.items !== undefined) return insides(reference, field.items)
  return optionsOf(field).flatMap((option) => insides(reference, option))
}

const typeText = (reference: Reference, given: Schema): string => {
  const field = resolveSchema(reference, given)
  if (field.const !== undefined) return JSON.stringify(field.const)
  if (field.enum !== undefined) return field.enum.map((value) => JSON.stringify(value)).join(' | ')
  if (field.items !== undefined) return `array of ${typeText(reference, field.items)}`
  const options = optionsOf(field)
  if (options.length > 0) return [...new Set(options.map((option) => typeText(reference, option)))].join(' | ')
  if (field.type === undefined) return 'any'
  return typeof field.type === 'string' ? field.type : field.type.join(' | ')
}

/** What a value may be, in words. */
const limits = (field: Schema): string[] => {
  const { minimum, maximum, maxLength, maxItems } = field
  return [
    ...(minimum === undefined ? [] : [`At least ${minimum}.`]),
    ...(maximum === undefined || maximum >= Number.MAX_SAFE_INTEGER ? [] : [`At most ${maximum}.`]),
    ...(maxLength === undefined ? [] : [`At most ${maxLength} characters.`]),
    ...(maxItems === undefined ? [] : [`At most ${maxItems} elements.`]),
    ...(field.default === undefined ? [] : [`Default: ${JSON.stringify(field.default)}.`]),
  ]
}
