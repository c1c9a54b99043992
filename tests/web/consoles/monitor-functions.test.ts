import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { FUNCTIONS } from '../../../web/consoles/admin/screens/monitor/functions.ts'

test('the monitor can be narrowed to every function there is, and to no other', () => {
  const files = readdirSync(new URL('../../../netlify/functions/', import.meta.url)).filter((name) =>
    name.endsWith('.ts'),
  )
  expect(FUNCTIONS.toSorted()).toEqual(files.map((name) => name.slice(0, -3)).toSorted())
})
