import { z } from 'zod'
import { badField, CANNOT_TRANSLATE, pathOf, readField, readObject } from '../body-fields.ts'

/** A field of the client's body: as the client spelled it, and where it stands. */
export type Field = { key: string; value: unknown; path: string }

/** The fields of an object that are set, by their camelCase names. */
export type Fields = { path: string; byName: ReadonlyMap<string, Field> }

/**
 * Google reads the camelCase and the snake_case name of every field, and null as unset (protobuf.dev "ProtoJSON Format").
 * @throws GatewayError BAD_REQUEST for a field in both spellings: Google and we might read different ones
 */
export const fieldsOf = (value: unknown, path: string): Fields => {
  const byName = new Map<string, Field>()
  for (const [key, set] of Object.entries(readObject(value, path))) {
    if (set === null || set === undefined) continue
    const name = camelCase(key)
    if (byName.has(name)) throw badField(pathOf(path, key), 'is there in both spellings')
    byName.set(name, { key, value: set, path: pathOf(path, key) })
  }
  return { path, byName }
}

export const camelCase = (name: string): string =>
  name.includes('_') ? name.replace(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()) : name

export const objectIn = (fields: Fields, name: string): Fields | undefined => {
  const field = fields.byName.get(name)
  return field && fieldsOf(field.value, field.path)
}

/** The elements of a repeated field one by one; Google takes an object that stands alone as a list of one. */
export function* itemsIn(fields: Fields, name: string): Generator<Field> {
  const field = fields.byName.get(name)
  if (field === undefined) return
  if (!Array.isArray(field.value)) {
    yield field
    return
  }
  const items: unknown[] = field.value
  for (const [index, value] of items.entries()) yield { key: String(index), value, path: pathOf(field.path, index) }
}

/** @throws GatewayError BAD_REQUEST naming the field when its value is of another kind */
export const valueIn = <T>(fields: Fields, name: string, schema: z.ZodType<T>): T | undefined => {
  const field = fields.byName.get(name)
  return field && readField(schema, field.value, field.path)
}

/** As `valueIn`, for a field that has to be there. */
export const requiredIn = <T>(fields: Fields, name: string, schema: z.ZodType<T>): T => {
  const value = valueIn(fields, name, schema)
  if (value === undefined) throw badField(pathOf(fields.path, name), 'is missing')
  return value
}

export const textValue = z.string('is not a text')
export const nameValue = textValue.min(1, 'is empty').max(256, 'has more than 256 characters')
export const numberValue = z.number('is not a number')

/** Every set field has to be one of `known`, else the translation would drop it. @throws GatewayError BAD_REQUEST */
export const refuseOtherFields = (fields: Fields, known: ReadonlySet<string>): void => {
  for (const [name, { path }] of fields.byName) if (!known.has(name)) throw badField(path, CANNOT_TRANSLATE)
}
