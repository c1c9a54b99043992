import { expect } from 'vitest'

/** Vitest's own matchers, of a type that is safe to put into an expected object. */
export const anyText: unknown = expect.any(String)
export const anyNumber: unknown = expect.any(Number)
export const aTime: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/)
export const aUuid: unknown = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
export const textLike = (pattern: RegExp): unknown => expect.stringMatching(pattern)
export const arrayWith = (...items: readonly unknown[]): unknown => expect.arrayContaining([...items])
export const keyOf = (record: object): unknown => expect.toSatisfy((name: string) => Object.hasOwn(record, name))
