import { expect, test } from 'vitest'
import { shelf } from '../../../web/consoles/shared/kept.ts'

const refused = (): Storage => {
  throw new DOMException('The operation is insecure.', 'SecurityError')
}

/** As much of a storage as is used, into which nothing more fits. */
const full = (kept: Map<string, string>): Storage => ({
  length: kept.size,
  key: () => null,
  clear: () => kept.clear(),
  getItem: (name) => kept.get(name) ?? null,
  setItem: () => {
    throw new DOMException('full', 'QuotaExceededError')
  },
  removeItem: (name) => kept.delete(name),
})

test.each([
  ['refused', refused],
  ['full', () => full(new Map())],
])('where storage is %s, things last as long as the page', (_, storageOf) => {
  const kept = shelf(storageOf)
  expect(kept.get('a')).toBeNull()
  kept.set('a', '1')
  expect(kept.get('a')).toBe('1')
  kept.remove('a')
  expect(kept.get('a')).toBeNull()
  expect(kept.isLasting()).toBe(false)
})

test('what could not be replaced does not come back with the next page', () => {
  const inBrowser = new Map([['a', 'old']])
  const kept = shelf(() => full(inBrowser))
  kept.set('a', 'new')
  expect(kept.get('a')).toBe('new')
  expect(shelf(() => full(inBrowser)).get('a')).toBeNull()
})
