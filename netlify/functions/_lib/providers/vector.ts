import type { Vector } from './embedding-codec.ts'

/** A vector as vendors write it: numbers, or base64 of 32-bit floats with the low byte first. Undefined for anything else. */
export const vectorOf = (value: unknown): Vector | undefined => {
  if (typeof value === 'string') return fromBase64(value)
  if (!Array.isArray(value) || value.length === 0) return undefined
  const items: unknown[] = value
  return items.every((item) => typeof item === 'number') ? items : undefined
}

const BYTES = 4

const fromBase64 = (text: string): Vector | undefined => {
  const bytes = Buffer.from(text, 'base64')
  if (bytes.length === 0 || bytes.length % BYTES !== 0) return undefined
  return Array.from({ length: bytes.length / BYTES }, (_, index) => bytes.readFloatLE(index * BYTES))
}
