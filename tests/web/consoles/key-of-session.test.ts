import { expect, test } from 'vitest'
import { signUserSession } from '../../../netlify/functions/_lib/services/sessions.ts'
import { keyOfSession } from '../../../web/consoles/dashboard/key-of-session.ts'

test('a session says which key it was made of', async () => {
  const session = { apiKeyId: '123', customerId: '4', keyLast4: '__--' }
  expect(keyOfSession(await signUserSession(session, 'a secret of thirty-two characters', 60))).toBe('123')
})

test.each(['', 'expired', 'a.b.c', 'a.bnVsbA.c', 'a.e30.c'])('“%s” says nothing', (token) => {
  expect(keyOfSession(token)).toBeUndefined()
})
