import { pathOf, readObject } from '../body-fields.ts'
import type { JsonObject } from '../dialect.ts'
import { type Field, type Fields, fieldsOf, itemsIn } from './fields.ts'

/**
 * A `Schema` (ai.google.dev/api/caching#Schema, a part of OpenAPI 3.0) as JSON Schema: types in lower case, `nullable` as a type
 * of its own, `propertyOrdering` as the order of the properties, counts (64-bit numbers, which protobuf writes as text) as numbers.
 * @throws GatewayError BAD_REQUEST naming the field that is no schema
 */
export const jsonSchemaOf = (value: unknown, path: string): JsonObject => {
  const schema = fieldsOf(value, path)
  const isNullable = schema.byName.get('nullable')?.value === true
  const entries = [...schema.byName].flatMap(([name, field]) => entryOf(schema, name, field, isNullable))
  return Object.fromEntries(entries)
}

const entryOf = (schema: Fields, name: string, field: Field, isNullable: boolean): [string, unknown][] => {
  switch (name) {
    case 'type':
      return typeof field.value === 'string'
        ? typeEntry(field.value.toLowerCase(), isNullable)
        : [['type', field.value]]
    case 'nullable':
    case 'propertyOrdering':
      return []
    case 'properties':
      return [['properties', propertiesOf(schema, field)]]
    case 'items':
      return [['items', jsonSchemaOf(field.value, field.path)]]
    case 'anyOf':
      return [['anyOf', [...itemsIn(schema, 'anyOf')].map((option) => jsonSchemaOf(option.value, option.path))]]
    case 'enum':
      return [['enum', isNullable && Array.isArray(field.value) ? [...(field.value as unknown[]), null] : field.value]]
    case 'format':
      // Google's own mark of a text with an `enum`.
      return field.value === 'enum' ? [] : [['format', field.value]]
    case 'example':
      return [['examples', [field.value]]]
    case 'minItems':
    case 'maxItems':
    case 'minLength':
    case 'maxLength':
    case 'minProperties':
    case 'maxProperties':
      return [[name, typeof field.value === 'string' ? Number(field.value) : field.value]]
    default:
      return [[name, field.value]]
  }
}

const typeEntry = (type: string, isNullable: boolean): [string, unknown][] => {
  if (type === 'type_unspecified') return []
  return [['type', isNullable && type !== 'null' ? [type, 'null'] : type]]
}

const propertiesOf = (schema: Fields, properties: Field): JsonObject => {
  const entries = Object.entries(readObject(properties.value, properties.path))
  const rank = new Map([...itemsIn(schema, 'propertyOrdering')].map(({ value }, index) => [value, index]))
  const rankOf = (name: string): number => rank.get(name) ?? rank.size
  return Object.fromEntries(
    entries
      .toSorted(([one], [other]) => rankOf(one) - rankOf(other))
      .map(([name, value]) => [name, jsonSchemaOf(value, pathOf(properties.path, name))]),
  )
}
