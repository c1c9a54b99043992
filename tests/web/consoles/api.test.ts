import { afterEach, expect, test, vi } from 'vitest'
import { GatewayError } from '../../../netlify/functions/_lib/domain/errors.ts'
import { unknownKey } from '../../../netlify/functions/_lib/services/spender.ts'
import { verifyAdminToken } from '../../../netlify/functions/_lib/services/sessions.ts'
import { ApiError, createApi } from '../../../web/consoles/shared/api.ts'
import { isPassing } from '../../../web/consoles/shared/is-passing.ts'
import { whySignedOut } from '../../../web/consoles/shared/why-signed-out.ts'

const HTML = { 'content-type': 'text/html; charset=utf-8' }

/** What asking a gateway comes to that answers so. */
const asked = async (answer: Response | Promise<Response>): Promise<ApiError> => {
  vi.stubGlobal('fetch', () => Promise.resolve(answer))
  const failed: unknown = await createApi('token', '')
    .json('admin-overview')
    .catch((error: unknown) => error)
  if (!(failed instanceof ApiError)) throw new Error('it did not fail', { cause: failed })
  return failed
}

afterEach(() => vi.unstubAllGlobals())

test('a page in place of an answer is said to be none of the gateway’s, and is not asked for again', async () => {
  const error = await asked(new Response('<!doctype html><h1>Welcome to our Wi-Fi</h1>', { headers: HTML }))
  expect(error.message).toBe('Something else answered instead of the gateway')
  expect(error.hint).toContain('sign in first')
  expect(isPassing(error)).toBe(false)
})

test.each([502, 503, 504])('a proxy’s own %d says what it is, and is asked again', async (status) => {
  const error = await asked(new Response('<h1>Bad Gateway</h1>', { status, headers: HTML }))
  expect(error.message).toBe('The gateway is not there at the moment')
  expect(error.hint).toContain(String(status))
  expect(isPassing(error)).toBe(true)
})

test('another refusal of something before the gateway is told from the gateway’s own', async () => {
  const error = await asked(new Response('', { status: 431 }))
  expect(error).toMatchObject({ message: 'The answer was 431', code: 'HTTP_431' })
  expect(error.hint).toContain('something before it')
  const own = await asked(Response.json({ error: 'Not so', code: 'BAD_REQUEST', hint: 'But so.' }, { status: 400 }))
  expect(own).toMatchObject({ message: 'Not so', code: 'BAD_REQUEST', hint: 'But so.' })
})

test('half an answer is a connection that broke off', async () => {
  const error = await asked(new Response('{"a":', { headers: { 'content-type': 'application/json' } }))
  expect(error).toMatchObject({ status: 0, message: 'The answer broke off' })
})

const refusal = (error: unknown): ApiError => {
  if (!(error instanceof GatewayError)) throw new Error('no refusal', { cause: error })
  return new ApiError(401, { error: error.message, code: error.code, hint: error.hint }, undefined)
}

test('a session that ran out has ended; of a key that was revoked it is said', async () => {
  const ranOut: unknown = await verifyAdminToken('no.real.token', 'secret').catch((error: unknown) => error)
  expect(whySignedOut(refusal(ranOut))).toBe('The session has ended. Sign in to go on where you were.')
  expect(whySignedOut(refusal(unknownKey()))).toBe(
    'The key is not valid. It may have been revoked, rotated or expired. Sign in again to go on.',
  )
})
