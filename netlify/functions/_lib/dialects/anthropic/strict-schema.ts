import type { JsonObject } from '../dialect.ts'

/**
 * Whether every object of a JSON Schema is closed and requires all its properties, as OpenAI's strict mode demands
 * (platform.openai.com "Structured outputs", supported schemas). Looked at everywhere, so a `default` that looks like an
 * object schema can say no where yes was possible, never the other way round.
 */
export const isStrictSchema = (schema: unknown): boolean => {
  if (typeof schema !== 'object' || schema === null) return true
  if (Array.isArray(schema)) return schema.every(isStrictSchema)
  // What JSON.parse calls an object and no array has only string keys.
  const { type, properties, required, additionalProperties } = schema as JsonObject
  const isObject = type === 'object' || (Array.isArray(type) && type.includes('object'))
  if (isObject && !(additionalProperties === false && requiresAll(properties, required))) return false
  return Object.values(schema).every(isStrictSchema)
}

const requiresAll = (properties: unknown, required: unknown): boolean => {
  const names = typeof properties === 'object' && properties !== null ? Object.keys(properties) : []
  return names.length === 0 || (Array.isArray(required) && names.every((name) => required.includes(name)))
}
