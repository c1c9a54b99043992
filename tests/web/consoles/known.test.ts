import { expect, test } from 'vitest'
import { isId } from '../../../web/consoles/shared/is-id.ts'
import { known } from '../../../web/consoles/shared/known.ts'
import { OUTCOME_OPTIONS } from '../../../web/consoles/shared/outcome-names.ts'

test('what an address names is asked for only where it can be chosen, and cleared', () => {
  expect(known('unfinished', OUTCOME_OPTIONS)).toBe('unfinished')
  expect(known('owner', ['owner', 'admin'])).toBe('owner')
  for (const none of ['nope', 'constructor', 'Completed', '', null, undefined])
    expect(known(none, OUTCOME_OPTIONS)).toBeUndefined()
})

test('an id is one as the gateway gives them out', () => {
  expect(['1', '981273'].every(isId)).toBe(true)
  expect(['', '0', '01', '-1', '1e3', 'banana', '9'.repeat(19), null, undefined].some(isId)).toBe(false)
})
