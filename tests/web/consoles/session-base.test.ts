import { afterEach, beforeEach, expect, test, vi } from 'vitest'

/** A browser's storage, as much as is used of it. */
const storage = () => {
  const kept = new Map<string, string>()
  return {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
    removeItem: (name: string) => void kept.delete(name),
  }
}

/** A page that has just been loaded: nothing of an earlier one is in its memory. */
const page = async () => {
  vi.resetModules()
  const base = await import('../../../web/consoles/shared/base.ts')
  const { createApi } = await import('../../../web/consoles/shared/api.ts')
  const kept = await import('../../../web/consoles/shared/kept-session.ts')
  const start = await import('../../../web/consoles/shared/head-start.ts')
  return { ...base, ...kept, ...start, createApi }
}

/** Another tab of the site chooses another gateway, which the browser tells this one. */
const anotherTabChooses = (base: string) => {
  localStorage.setItem('KAIXU_API_BASE', base)
  dispatchEvent(new Event('storage'))
}

const fetched = vi.fn<(url: string, init: RequestInit) => Promise<Response>>()
/** Where tokens went. */
const tokensSentTo = () =>
  fetched.mock.calls.flatMap(([url, init]) => (new Headers(init.headers).has('authorization') ? [url] : []))

const HERE = 'https://a.example'
const OTHER = 'https://b.example'

beforeEach(() => {
  const target = new EventTarget()
  vi.stubGlobal('localStorage', storage())
  vi.stubGlobal('sessionStorage', storage())
  vi.stubGlobal('location', { hash: '#/' })
  vi.stubGlobal('addEventListener', target.addEventListener.bind(target))
  vi.stubGlobal('removeEventListener', target.removeEventListener.bind(target))
  vi.stubGlobal('dispatchEvent', target.dispatchEvent.bind(target))
  fetched.mockReset().mockImplementation(() => Promise.resolve(Response.json({})))
  vi.stubGlobal('fetch', fetched)
})
afterEach(() => vi.unstubAllGlobals())

test('a token goes to the gateway that issued it, whatever another tab chooses meanwhile', async () => {
  localStorage.setItem('KAIXU_API_BASE', HERE)
  const { createApi, gatewayBase, holdBase, watchBase, siteBase } = await page()
  watchBase(() => undefined)
  holdBase(HERE)
  const api = createApi('token', gatewayBase())
  anotherTabChooses(OTHER)
  await api.json('user-summary')
  await api.json('user-events', { method: 'POST', body: {} })
  await createApi('token', gatewayBase()).json('/v1/models')
  expect(siteBase()).toBe(OTHER)
  expect(tokensSentTo()).toHaveLength(3)
  expect(fetched.mock.calls.filter(([url]) => !url.startsWith(HERE))).toEqual([])
})

test('nor after a reload, before anything else of the page is there', async () => {
  localStorage.setItem('KAIXU_API_BASE', OTHER)
  const { keepSession, headStart, keptSession } = await page()
  keepSession('SESSION', { token: 'token', base: HERE })
  headStart('SESSION', () => ({ code: [], answers: [['user-summary', { month: '2026-11' }]] }))
  expect(tokensSentTo()).toEqual([`${HERE}/.netlify/functions/user-summary?month=2026-11`])
  expect(keptSession('SESSION')).toEqual({ token: 'token', base: HERE })
})

test.each([
  ['a bare token', 'eyJ.a.b'],
  ['one without its gateway', '{"token":"eyJ"}'],
  ['something else', '[1]'],
])('%s is no session, and is sent nowhere', async (_, text) => {
  sessionStorage.setItem('SESSION', text)
  const { headStart, keptSession } = await page()
  headStart('SESSION', () => ({ code: [], answers: [['user-summary', {}]] }))
  expect(keptSession('SESSION')).toBeUndefined()
  expect(fetched).not.toHaveBeenCalled()
})

test('whoever is not signed in follows what another tab chooses, and hears of it', async () => {
  const { gatewayBase, watchBase } = await page()
  const changed = vi.fn()
  const stop = watchBase(changed)
  anotherTabChooses(OTHER)
  expect(gatewayBase()).toBe(OTHER)
  expect(changed).toHaveBeenCalledTimes(1)
  stop()
  anotherTabChooses(HERE)
  expect(changed).toHaveBeenCalledTimes(1)
})

test('whoever signs out is back at the gateway of the site', async () => {
  const { gatewayBase, holdBase } = await page()
  holdBase(HERE)
  localStorage.setItem('KAIXU_API_BASE', OTHER)
  holdBase(undefined)
  expect(gatewayBase()).toBe(OTHER)
})

test('slashes at the end of a stored base are not doubled', async () => {
  localStorage.setItem('KAIXU_API_BASE', ` ${HERE}/// `)
  const { gatewayBase } = await page()
  expect(gatewayBase()).toBe(HERE)
})

test.each([
  ['', ''],
  [' https://gateway.example/ ', 'https://gateway.example'],
  ['http://127.0.0.1:8787', 'http://127.0.0.1:8787'],
  ['https://example.com/behind', 'https://example.com/behind'],
  ['https://user@host.example', undefined],
  ['http://:pw@host.example', undefined],
  ['https://host.example/?', undefined],
  ['https://host.example/#', undefined],
  ['javascript:alert(1)', undefined],
  ['host.example', undefined],
])('parseBase: %j is %j', async (typed, base) => {
  const { parseBase } = await page()
  expect(parseBase(typed)).toBe(base)
})

test.each([
  [200, { ok: true, build: {} }, undefined],
  [500, { ok: false }, 'not well: its health is 500'],
  [503, { ok: true, build: {} }, 'not well: its health is 503'],
  [200, { ok: false, build: {} }, 'not well'],
  [200, { ok: true }, 'not a Kaixu gateway'],
  [200, 'hello', 'not a Kaixu gateway'],
])('a base whose health is %d %j is refused with %j', async (status, body, problem) => {
  fetched.mockResolvedValue(Response.json(body, { status }))
  const { checkBase } = await page()
  const checked = await checkBase(HERE)
  expect(checked.ok).toBe(problem === undefined)
  if (!checked.ok) expect(checked.problem).toContain(problem)
})
