import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { KaixuError } from '../../../web/client/kaixu-error.ts'
import { reportClientError } from '../../../web/client/report-client-error.ts'
import { uniqueId } from '../../../web/client/unique-id.ts'
import { withoutSecrets } from '../../../web/client/without-secrets.ts'

type Sent = { url: string; init: RequestInit & { headers: Record<string, string>; body: string } }

let sent: Sent[]
let answer: () => Promise<Response>
beforeEach(() => {
  sent = []
  answer = () => Promise.resolve(Response.json({ ok: true, request_id: 'r1' }))
  vi.stubGlobal('fetch', (url: string, init: Sent['init']) => {
    sent.push({ url, init })
    return answer()
  })
})
afterEach(() => void vi.unstubAllGlobals())

const OPTIONS = { base: 'https://gateway.test/', app: 'notes', build: '7' }
const bodySent = (): unknown => JSON.parse(sent[0]?.init.body ?? '')

describe('reportClientError', () => {
  test('sends name, message, stack and context, and who it is from', async () => {
    const error = new RangeError('Out of range')
    const report = await reportClientError(error, { screen: 'editor' }, { ...OPTIONS, errorToken: 'let-me-in' })
    expect(report).toEqual({ ok: true, requestId: 'r1' })
    expect(sent[0]?.url).toBe('https://gateway.test/.netlify/functions/client-error-report')
    expect(sent[0]?.init.headers).toMatchObject({
      'content-type': 'application/json',
      'x-kaixu-app': 'notes',
      'x-kaixu-build': '7',
      'x-kaixu-error-token': 'let-me-in',
      'x-kaixu-install-id': expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    })
    expect(bodySent()).toMatchObject({
      error: { name: 'RangeError', message: 'Out of range', stack: error.stack },
      context: { screen: 'editor' },
    })
  })

  test('says of a refusal which it was', async () => {
    await reportClientError(
      new KaixuError('payment_required', 'Cap', { status: 402, code: 'CAP_REACHED' }),
      {},
      OPTIONS,
    )
    expect(bodySent()).toMatchObject({
      context: { refusal: { kind: 'payment_required', status: 402, code: 'CAP_REACHED' } },
    })
  })

  test.each([
    ['a text', 'a text'],
    [{ code: 5 }, '{"code":5}'],
    [undefined, 'undefined'],
    [null, 'null'],
  ])('%j may be thrown too', async (thrown, message) => {
    await reportClientError(thrown, {}, OPTIONS)
    expect(bodySent()).toMatchObject({ error: { name: 'NotAnError', message } })
  })

  test('a context that is too large, or no JSON, does not keep the error from arriving', async () => {
    const loop: Record<string, unknown> = {}
    loop['self'] = loop
    for (const context of [{ text: 'x'.repeat(60_000) }, loop, { big: 5n }]) {
      sent = []
      expect(await reportClientError(new Error('Broke'), context, OPTIONS)).toMatchObject({ ok: true })
      expect(bodySent()).toMatchObject({ error: { message: 'Broke' }, context: { note: expect.any(String) as string } })
    }
  })

  test('no key or token leaves the page', async () => {
    const key = `kx_live_${'a'.repeat(43)}`
    const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJ0eXBlIjoidSJ9.c2lnbmF0dXJl'
    await reportClientError(
      new Error(`refused ${key}`),
      { sent: `Bearer ${jwt}`, other: 'sk-proj-1234567890abcdef12' },
      OPTIONS,
    )
    const body = sent[0]?.init.body ?? ''
    for (const secret of [key, jwt, 'sk-proj-1234567890abcdef12']) expect(body).not.toContain(secret)
    expect(bodySent()).toMatchObject({ error: { message: 'refused [secret]' } })
  })

  test('never rejects', async () => {
    answer = () => Promise.reject(new TypeError('offline'))
    expect(await reportClientError(new Error('Broke'), {}, OPTIONS)).toEqual({ ok: false, requestId: null })
    answer = () => Promise.resolve(Response.json({ error: 'No', request_id: 'r2' }, { status: 403 }))
    expect(await reportClientError(new Error('Broke'), {}, OPTIONS)).toEqual({ ok: false, requestId: 'r2' })
  })
})

test('ordinary words are no secrets', () => {
  const text = '{"message":"The bearer of this task-list asked eyJ.x, sk-short"}'
  expect(withoutSecrets(text)).toBe(text)
})

test('ids are UUIDs of version 4, each another', () => {
  const ids = Array.from({ length: 1_000 }, uniqueId)
  expect(new Set(ids).size).toBe(1_000)
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})
