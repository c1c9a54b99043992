import type { JsonObject } from '../dialect.ts'
import type { Part } from './contents.ts'
import type { Fields } from './fields.ts'
import { generationConfigOf } from './input.ts'

/** Ours, and a tier that is what it would be anyway. */
const REMOVED = ['models', 'serviceTier']

type Change = { canon: string; model: string; maxTokens: number }

/**
 * The client's body as it goes to the vendor, in the client's own spelling: the canon before its instructions, the output
 * bounded, nothing stored. Usage needs no asking, every chunk carries it.
 */
export const amendGemini = (
  body: JsonObject,
  request: Fields,
  instruction: readonly Part[],
  { canon, model, maxTokens }: Change,
): JsonObject => {
  const keyOf = (name: string): string => request.byName.get(name)?.key ?? name
  const removed = new Set(REMOVED.map(keyOf))
  const config = generationConfigOf(request)
  return {
    ...Object.fromEntries(Object.entries(body).filter(([key]) => !removed.has(key))),
    [keyOf('systemInstruction')]: {
      ...objectOrNothing(body[keyOf('systemInstruction')]),
      parts: [{ text: canon }, ...withoutCanon(canon, instruction)],
    },
    [keyOf('generationConfig')]: {
      ...objectOrNothing(body[keyOf('generationConfig')]),
      [config.byName.get('maxOutputTokens')?.key ?? 'maxOutputTokens']: maxTokens,
    },
    ...(request.byName.has('model') && { model: `models/${model}` }),
    ...(request.byName.has('store') && { store: false }),
  }
}

/** The client's parts, untouched; only what is the canon itself (a client that prepends it) is not sent twice. */
const withoutCanon = (canon: string, instruction: readonly Part[]): unknown[] => {
  const isCanon = (text: string): boolean => text.trim() === canon.trim()
  const whole = instruction.map((part) => (part.kind === 'text' ? part.text : '')).join('')
  if (instruction.every(({ kind }) => kind === 'text') && isCanon(whole)) return []
  return instruction.filter((part) => part.kind !== 'text' || !isCanon(part.text)).map(({ raw }) => raw)
}

const objectOrNothing = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {})
