import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { browserIsMissing } from '../support/browser.ts'
import { startClientSite, type ClientSite } from '../support/client-site.ts'
import type { Account } from '../support/gateway.ts'

describe.skipIf(browserIsMissing())('the client in a page', () => {
  let site: ClientSite
  let account: Account
  beforeAll(async () => {
    site = await startClientSite()
  })
  beforeEach(async () => {
    account = await site.served.account()
    site.served.vendor.behave({ kind: 'answer', chunks: ['Hello'], usage: { input: 20, output: 1 } })
  })
  afterEach(() => site.inOrder())
  afterAll(() => site[Symbol.asyncDispose]())

  const question = (change: Record<string, unknown> = {}) => ({
    base: site.served.url,
    token: account.key,
    provider: 'openai',
    model: 'gpt-4o-mini',
    messages: [{ role: 'user', content: 'Hello' }],
    ...change,
  })
  const installs = async (): Promise<unknown[]> => [
    ...(await site.served.gateway.books.query('select install_id from key_devices where api_key_id = $1', [
      account.keyId,
    ])),
  ]

  test('of an origin that is not in ALLOWED_ORIGINS gets nothing: the browser does not even ask', async () => {
    const { ask } = await site.open(`${site.pages.otherUrl}/script.html`)
    const { error, statuses } = await ask(question())
    expect(error).toMatchObject({ kind: 'network', status: 0 })
    expect(statuses[0]).toBe('streaming')
    expect([site.served.asked(), await site.served.events(account)]).toEqual([[], []])
  })

  test('of the gateway’s own site needs no address', async () => {
    // Pages that the gateway's site would have.
    const own = (page: Page) =>
      page.route(`${site.served.url}/app/*`, async (route) => {
        const response = await route.fetch({
          url: route.request().url().replace(`${site.served.url}/app`, site.pages.url),
        })
        const body = (await response.text()).replaceAll('src="/', 'src="/app/')
        await route.fulfill({ response, body })
      })
    const { ask } = await site.open(`${site.served.url}/app/script.html`, own)
    expect((await ask(question({ base: undefined }))).result).toMatchObject({ text: 'Hello' })
    expect((await ask(question({ base: '' }))).result).toMatchObject({ text: 'Hello' })
  })

  test('takes the address from KAIXU_API_BASE, unless it is told another', async () => {
    const { ask, page } = await site.open()
    await page.evaluate(`localStorage.setItem('KAIXU_API_BASE', ${JSON.stringify(`${site.served.url}/`)})`)
    expect((await ask(question({ base: undefined }))).result).toMatchObject({ text: 'Hello' })
    await page.evaluate(`localStorage.setItem('KAIXU_API_BASE', 'http://127.0.0.1:9')`)
    expect((await ask(question())).result).toMatchObject({ text: 'Hello' })
  })

  test('is one device, also after the page was loaded again', async () => {
    const { ask, page } = await site.open()
    await ask(question())
    const id = await page.evaluate(`localStorage.getItem('KAIXU_INSTALL_ID')`)
    await page.reload()
    await ask(question())
    expect(await installs()).toEqual([{ install_id: id }])
    await ask(question({ installId: 'kiosk-1' }))
    expect(await installs()).toHaveLength(2)
  })

  test('works where storage is forbidden, as one device for as long as the page lives', async () => {
    const { ask } = await site.open(undefined, (page) =>
      page.addInitScript(
        `Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('No', 'SecurityError') } })`,
      ),
    )
    await ask(question())
    expect((await ask(question())).result).toMatchObject({ text: 'Hello' })
    expect(await installs()).toHaveLength(1)
  })

  test('shows the request id that the gateway gave', async () => {
    const { ask } = await site.open()
    const { result } = await ask(question())
    expect(result?.['requestId']).toMatch(/^[0-9a-f-]{36}$/)
    const rows = await site.served.gateway.books.query('select request_id from usage_events where customer_id = $1', [
      account.customerId,
    ])
    expect(rows).toEqual([{ request_id: result?.['requestId'] }])
  })

  test('says who it is: app and build are in the books', async () => {
    const { ask } = await site.open()
    await ask(question({ app: 'notes', build: '2026.11' }))
    const rows = await site.served.gateway.books.query(
      'select app_id, build_id from usage_events where customer_id = $1',
      [account.customerId],
    )
    expect(rows).toEqual([{ app_id: 'notes', build_id: '2026.11' }])
  })
})
