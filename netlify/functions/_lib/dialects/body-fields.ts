import type { z } from 'zod'
import { GatewayError } from '../domain/errors.ts'
import { readValue } from '../domain/field-problem.ts'
import type { JsonObject } from './dialect.ts'

/** The refusal of a client's field; `path` as in `messages.2.content`. */
export const badField = (path: string, problem: string): GatewayError =>
  new GatewayError('BAD_REQUEST', `${path === '' ? 'The request' : path}: ${problem}`.slice(0, 300), {
    details: { field: path.slice(0, 200) },
  })

export const pathOf = (path: string, key: string | number): string => (path === '' ? String(key) : `${path}.${key}`)

/**
 * A value that has no long arrays of its own, as its schema sees it; arrays are read element by element (`readList`), because
 * zod collects an issue for every wrong one.
 * @throws GatewayError BAD_REQUEST naming the field below `path` that is wrong
 */
export const readField = <T>(schema: z.ZodType<T>, value: unknown, path: string): T => {
  const read = readValue(schema, value)
  if (read.problem === undefined) return read.data
  const place = [path, ...read.problem.path.map(String)].filter((step) => step !== '').join('.')
  throw badField(place, read.problem.problem)
}

/** @throws GatewayError BAD_REQUEST naming the array, or whatever `readItem` names (the first wrong element) */
export const readList = <T>(
  value: unknown,
  path: string,
  maxLength: number,
  readItem: (item: unknown, path: string) => T,
): T[] => {
  if (!Array.isArray(value)) throw badField(path, 'is not an array')
  if (value.length > maxLength) throw badField(path, `has more than ${maxLength} elements`)
  const items: unknown[] = value
  return items.map((item, index) => readItem(item, pathOf(path, index)))
}

/** @throws GatewayError BAD_REQUEST when it is not a JSON object */
export const readObject = (value: unknown, path: string): JsonObject => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw badField(path, 'is not an object')
  // What JSON.parse calls an object and no array has only string keys.
  return value as JsonObject
}

/**
 * Every field that is set has to be one of `known`: what is silently dropped would change the answer.
 * @throws GatewayError BAD_REQUEST naming the first other one
 */
export const refuseOthers = (value: JsonObject, path: string, known: ReadonlySet<string>): void => {
  const other = Object.keys(value).find((key) => !known.has(key) && value[key] !== undefined && value[key] !== null)
  if (other !== undefined) throw badField(pathOf(path, other), CANNOT_TRANSLATE)
}

/** Vendors keep files by account, and all customers of this gateway are one account to them. */
export const SHARED_FILE = 'names a file in the account that all customers share; send the data instead'

export const CANNOT_TRANSLATE = 'cannot be translated for the provider of this model'
