import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import {
  badField,
  readField,
  readList,
  readObject,
  refuseOthers,
} from '../../netlify/functions/_lib/dialects/body-fields.ts'
import { GatewayError } from '../../netlify/functions/_lib/domain/errors.ts'

const refusal = (run: () => unknown): unknown => {
  try {
    run()
  } catch (error) {
    if (error instanceof GatewayError) return [error.code, error.details['field'], error.message]
    throw error
  }
  return 'accepted'
}

describe('a refusal names the field', () => {
  test('by its path, in the message and in the details', () => {
    expect(
      refusal(() => {
        throw badField('messages.2.content', 'is empty')
      }),
    ).toEqual(['BAD_REQUEST', 'messages.2.content', 'messages.2.content: is empty'])
  })

  test('below the path that was given, at the root too', () => {
    const schema = z.object({ a: z.object({ b: z.number('is not a number') }) })
    expect(refusal(() => readField(schema, { a: { b: 'x' } }, 'top'))).toEqual([
      'BAD_REQUEST',
      'top.a.b',
      'top.a.b: is not a number',
    ])
    expect(refusal(() => readField(schema, { a: { b: 'x' } }, ''))).toMatchObject({ 1: 'a.b' })
  })

  test('of the alternative that the value came furthest in', () => {
    const schema = z.union([z.string(), z.object({ kind: z.literal('a'), size: z.number('is not a number') })])
    expect(refusal(() => readField(schema, { kind: 'a', size: 'x' }, 'f'))).toMatchObject({
      2: 'f.size: is not a number',
    })
  })
})

describe('readList', () => {
  const number = (item: unknown, path: string) => readField(z.number('is not a number'), item, path)

  test('stops at the first wrong element, however many there are', () => {
    let read = 0
    const counted = (item: unknown, path: string) => {
      read += 1
      return number(item, path)
    }
    const wrong = [1, 2, ...new Array<string>(1_000_000).fill('x')]
    expect(refusal(() => readList(wrong, 'list', 2_000_000, counted))).toMatchObject({ 1: 'list.2' })
    expect(read).toBe(3)
  })

  test('refuses what is no array, and a longer one', () => {
    expect(readList([1, 2], 'list', 2, number)).toEqual([1, 2])
    expect(refusal(() => readList({}, 'list', 2, number))).toMatchObject({ 2: 'list: is not an array' })
    expect(refusal(() => readList([1, 2, 3], 'list', 2, number))).toMatchObject({ 2: 'list: has more than 2 elements' })
  })
})

test.each([null, [], 'x', 1, undefined])('readObject refuses %j', (value) => {
  expect(refusal(() => readObject(value, 'it'))).toMatchObject({ 2: 'it: is not an object' })
})

test('refuseOthers lets pass what is known or not set', () => {
  const known = new Set(['a'])
  expect(
    refusal(() => {
      refuseOthers({ a: 1, b: null, c: undefined }, 'it', known)
    }),
  ).toBe('accepted')
  expect(
    refusal(() => {
      refuseOthers({ a: 1, b: false }, 'it', known)
    }),
  ).toMatchObject({ 1: 'it.b' })
  expect(
    refusal(() => {
      refuseOthers({ b: 0 }, '', known)
    }),
  ).toMatchObject({ 1: 'b' })
})
