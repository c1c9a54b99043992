import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { browserIsMissing } from '../support/browser.ts'
import { startClientSite, type ClientSite } from '../support/client-site.ts'

const KEY = `kx_live_${'k'.repeat(43)}`

describe.skipIf(browserIsMissing())('a page reports errors', () => {
  let site: ClientSite
  beforeAll(async () => {
    site = await startClientSite()
  })
  afterEach(() => site.inOrder())
  afterAll(() => site[Symbol.asyncDispose]())

  type Event = { app: string; build: string; code: string; message: string; install: string }
  const reported = async (app: string): Promise<Event[]> => {
    const rows = await site.served.gateway.books.query(
      `select app_id as app, build_id as build, error_code as code, error_message as message, install_id as install
       from gateway_events where kind = 'client_error' and app_id = $1 order by id`,
      [app],
    )
    return [...rows] as Event[] // The columns just asked for.
  }
  const install = (app: string) =>
    `window.remove = KaixuClient.installGlobalErrorHooks({ base: '${site.served.url}', app: '${app}', build: '7' })`

  test('that nobody caught, once each, with app and build, and without keys', async () => {
    const { page } = await site.open()
    await page.evaluate(install('hooks'))
    await page.evaluate(install('hooks'))
    const fail = `setTimeout(() => { throw new RangeError('Refused ${KEY}') })`
    for (const round of [1, 2, 3]) await page.evaluate(`${fail}; ${round}`)
    await page.evaluate(`Promise.reject(new TypeError('Nobody waited')), 1`)
    await vi.waitFor(async () => expect(await reported('hooks')).toHaveLength(2), { timeout: 10_000, interval: 50 })
    const id = await page.evaluate(`localStorage.getItem('KAIXU_INSTALL_ID')`)
    expect((await reported('hooks')).sort((a, b) => a.code.localeCompare(b.code))).toEqual([
      { app: 'hooks', build: '7', code: 'RangeError', message: 'Refused [secret]', install: id },
      { app: 'hooks', build: '7', code: 'TypeError', message: 'Nobody waited', install: id },
    ])
  })

  test('no more once the hooks are taken away, and again when they are back', async () => {
    const { page } = await site.open()
    await page.evaluate(install('removed'))
    expect(await page.evaluate('__KAIXU_ERR_HOOKS_INSTALLED')).toBe(true)
    await page.evaluate('remove()')
    expect(await page.evaluate('__KAIXU_ERR_HOOKS_INSTALLED')).toBe(false)
    await page.evaluate(`Promise.reject(new TypeError('first')), 1`)
    await page.evaluate(install('removed'))
    await page.evaluate(`Promise.reject(new TypeError('second')), 1`)
    await vi.waitFor(async () => expect(await reported('removed')).toHaveLength(1), { timeout: 10_000, interval: 50 })
    expect(await reported('removed')).toMatchObject([{ message: 'second' }])
  })

  test('that the app hands over, and says whether they arrived', async () => {
    const { page } = await site.open()
    const options = { base: site.served.url, app: 'by-hand', build: '8', requestId: 'report-1' }
    const report = `KaixuClient.reportClientError(new Error('Could not save'), { screen: 'editor' }, ${JSON.stringify(options)})`
    expect(await page.evaluate(report)).toEqual({ ok: true, requestId: 'report-1' })
    await vi.waitFor(async () => expect(await reported('by-hand')).toHaveLength(1), { timeout: 10_000, interval: 50 })
    expect(await reported('by-hand')).toMatchObject([{ build: '8', code: 'Error', message: 'Could not save' }])
    expect(await page.evaluate(`KaixuClient.reportClientError('x', {}, { base: 'http://127.0.0.1:9' })`)).toEqual({
      ok: false,
      requestId: null,
    })
  })
})
