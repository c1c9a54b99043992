import { expect, test } from 'vitest'
import { visibility } from '../../../web/consoles/shared/visibility.ts'

test('a column that a wider screen has no room for is on no narrower one', () => {
  expect(visibility({})).toEqual({})
  expect(visibility({ onPhone: 'hide' })).toEqual({ visibleFrom: 'sm' })
  expect(visibility({ onTablet: 'hide' })).toEqual({ visibleFrom: 'lg' })
  expect(visibility({ onPhone: 'hide', onLaptop: 'hide' })).toEqual({ visibleFrom: 'xl' })
})
