import { expect, test } from 'vitest'
import { deedName } from '../../web/consoles/admin/screens/monitor/deed-name.ts'
import { ROUTES } from '../support/route-table.ts'

const done = (method: string | null, name: string | null, path: string | null = '/.netlify/functions/x') =>
  deedName({ method, function_name: name, path })

test('every change that an operator can make is said in words', () => {
  const changes = ROUTES.filter(({ row, method }) => row.auth === 'admin' && method !== 'GET')
  expect(changes.length).toBeGreaterThan(10)
  expect(changes.filter(({ method, endpoint, title }) => done(method, endpoint) === title)).toEqual([])
})

test('a change that is not known is the request that made it', () => {
  expect(done('PATCH', 'admin-of-tomorrow')).toBe('PATCH admin-of-tomorrow')
  expect(done('PATCH', null)).toBe('PATCH /.netlify/functions/x')
  expect(done(null, 'constructor')).toBe('constructor')
  expect(done(null, null, null)).toBeUndefined()
})
