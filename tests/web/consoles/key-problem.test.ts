import { expect, test } from 'vitest'
import { createVirtualKey } from '../../../netlify/functions/_lib/services/virtual-key.ts'
import { keyProblem } from '../../../web/consoles/dashboard/key-problem.ts'

test('whatever may be a key is sent', () => {
  expect(keyProblem(createVirtualKey('pepper').key)).toBeUndefined()
  expect(keyProblem('kx_live_of-another_time')).toBeUndefined()
})

test.each([
  ['мой ключ', '“м”'],
  ['kx_live_…', '“…”'],
  ['kx_live_😀', '“😀”'],
  ['kx_live_a\u0000b', 'a character that cannot be seen'],
  ['kx_live_a\u200bb', 'a character that cannot be seen'],
  ['kx_live_a b', 'a space'],
  ['kx_live_a\nb', 'a space'],
])('%j has something in it that no key has', (text, named) => {
  const problem = keyProblem(text)
  expect(problem).toContain('This is no virtual key')
  expect(problem).toContain(named)
})

test('a whole file is too long for one', () => {
  expect(keyProblem('k'.repeat(20_000))).toBe(
    'This is no virtual key: it has 20,000 characters, and a key has about 50.',
  )
})
