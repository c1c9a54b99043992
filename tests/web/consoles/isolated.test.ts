import { expect, test } from 'vitest'
import { isolated } from '../../../web/consoles/shared/isolated.ts'

test.each(['ci', 'Prüfstand 3', 'мой ключ', '鍵', ''])('“%s” stays as it is', (name) => {
  expect(isolated(name)).toBe(name)
})

test.each([
  ['gnp\u202Eexe', '\u2068gnp\u202Eexe\u2069'],
  ['מפתח', '\u2068מפתח\u2069'],
  // It would end what it is put into, and turn the rest all the same.
  ['a\u2069\u202Eb', '\u2068a\u202Eb\u2069'],
])('%j turns nothing outside itself', (name, shown) => {
  expect(isolated(name)).toBe(shown)
})
