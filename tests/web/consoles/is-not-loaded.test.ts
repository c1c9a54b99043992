import { expect, test } from 'vitest'
import { isNotLoaded } from '../../../web/consoles/shared/is-not-loaded.ts'

test.each([
  'Failed to fetch dynamically imported module: http://127.0.0.1/assets/consoles/audit.js',
  'error loading dynamically imported module: http://127.0.0.1/assets/consoles/audit.js',
  'Importing a module script failed.',
  'Unable to preload CSS for /assets/consoles/audit.css',
])('%s', (message) => {
  expect(isNotLoaded(new TypeError(message))).toBe(true)
})

test('a screen that is broken was loaded', () => {
  expect(isNotLoaded(new TypeError("Cannot read properties of undefined (reading 'map')"))).toBe(false)
  expect(isNotLoaded('Failed to fetch dynamically imported module')).toBe(false)
})
