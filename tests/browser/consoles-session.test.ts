import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { axeFindings } from '../support/console-axe.ts'
import { browserIsMissing } from '../support/browser.ts'
import { startConsoleSite, type ConsoleSite } from '../support/console-site.ts'
import { secretField, watchTab, type Tab } from '../support/console-tab.ts'
import { createTestGateway } from '../support/gateway.ts'
import { serveRoutes } from '../support/http-gateway.ts'

const OWNER = { role: 'owner', label: 'main' }

describe.skipIf(browserIsMissing())('the session of a tab', { timeout: 120_000 }, () => {
  let site: ConsoleSite
  beforeAll(async () => {
    site = await startConsoleSite()
  })
  afterEach(() => site.quiet())
  afterAll(() => site[Symbol.asyncDispose]())

  /** The addresses that a page sends a credential to. */
  const credentialsFrom = (page: Page): string[] => {
    const addresses: string[] = []
    page.on('request', (request) => {
      if (request.headers()['authorization'] !== undefined) addresses.push(request.url())
    })
    return addresses
  }

  test('stays with the gateway that knows it when another tab chooses another one', async () => {
    await using other = await createTestGateway({ ALLOWED_ORIGINS: site.url })
    await using http = await serveRoutes(other)
    await other.account({ customer: { email: 'only@other.example' } })
    await site.gateway.account({ customer: { email: 'only@here.example' } })
    const tab = await site.open('index.html')
    const { page } = tab
    const sentTo = credentialsFrom(page)
    await tab.signInAsOperator()
    await tab.isAt('Overview')

    const second = await watchTab(await page.context().newPage())
    await second.page.goto(`${site.url}/index.html`)
    await second.page.getByRole('button', { name: 'Gateway Base: this site' }).click()
    await second.page.getByLabel('Address of the gateway').fill(http.url)
    await second.page.getByRole('button', { name: 'Check and save' }).click()
    await second.page.getByRole('button', { name: `Gateway Base: ${http.url.slice(7)}` }).waitFor()

    const notice = page.getByRole('status').filter({ hasText: 'in another tab' })
    await notice.getByText('This tab is signed in at this site').waitFor()
    expect(await axeFindings(page)).toEqual([])
    await tab.goTo('Customers')
    await page.getByRole('link', { name: 'only@here.example' }).waitFor()
    await page.reload()
    await page.getByRole('link', { name: 'only@here.example' }).waitFor()
    await notice.waitFor()
    expect(sentTo.length).toBeGreaterThan(0)
    expect(sentTo.filter((address) => address.startsWith(http.url))).toEqual([])

    await notice.getByRole('button', { name: 'Sign in at the other' }).click()
    await page.getByRole('button', { name: `Gateway Base: ${http.url.slice(7)}` }).waitFor()
    sentTo.length = 0
    await tab.signInAsOperator()
    await page.getByRole('link', { name: 'only@other.example' }).waitFor()
    expect(await notice.count()).toBe(0)
    expect(sentTo.filter((address) => !address.startsWith(http.url))).toEqual([])
    expect(second.troubles).toEqual([])
  })

  test.each([
    [
      'refuses its storage',
      `for (const name of ['localStorage', 'sessionStorage']) {
      Object.defineProperty(window, name, { get() { throw new DOMException('denied', 'SecurityError') } })
    }`,
    ],
    ['has no room', `Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }`],
  ])('lasts as long as the page in a browser that %s', async (_, script) => {
    const { key } = await site.gateway.account({ key: OWNER })
    const tab = await site.open('dashboard.html')
    const { page } = tab
    await page.addInitScript(script)
    await page.reload()
    await page.getByText('after a reload you sign in again').waitFor()
    await tab.signInWithKey(key)
    await tab.isAt('Overview')
    await page.getByRole('button', { name: 'Dark', exact: true }).click()
    await page.getByRole('button', { name: 'Light', exact: true }).waitFor()
    await tab.goTo('Usage')
    await page.reload()
    await secretField(page, 'Virtual key').waitFor()
  })

  test('does not begin with what is no key, which is sent nowhere', async () => {
    const { page } = await site.open('dashboard.html')
    const sentTo = credentialsFrom(page)
    for (const [text, problem] of [
      ['мой ключ', 'This is no virtual key: it has “м” in it'],
      ['k'.repeat(20_000), 'it has 20,000 characters'],
    ] as const) {
      await secretField(page, 'Virtual key').fill(text)
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.getByText(problem).waitFor()
    }
    expect(sentTo).toEqual([])
  })

  test('says under the name of the screen that who is signed in could not be asked', async () => {
    const { key } = await site.gateway.account({ key: OWNER })
    const tab = await site.open('dashboard.html')
    await tab.signInWithKey(key)
    await tab.isAt('Overview')
    const { page } = tab
    await page.route('**/user-summary*', (route) =>
      route.fulfill({ status: 500, json: { error: 'Broken', code: 'INTERNAL' } }),
    )
    await page.goto(`${site.url}/dashboard.html#/ledger`)
    await page.reload()
    await tab.isAt('Ledger')
    await page.getByRole('alert').getByText('Broken').waitFor()
    await page.unroute('**/user-summary*')
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('heading', { name: 'Entries' }).waitFor()
  })

  describe('a secret that cannot be copied', () => {
    const card = async (script: string): Promise<Tab & { text: string }> => {
      const { key } = await site.gateway.account({ key: OWNER })
      const tab = await site.open('dashboard.html')
      const { page } = tab
      await page.addInitScript(script)
      await page.reload()
      await tab.signInWithKey(key)
      await page.goto(`${site.url}/dashboard.html#/keys?new=1`)
      await page.getByLabel('Label').fill('uncopied')
      await page.getByRole('button', { name: 'Create key' }).click()
      return { ...tab, text: (await page.getByTestId('secret').textContent()) ?? '' }
    }

    test('is selected, and its card stays until somebody says that they have it', async () => {
      const { page, text } = await card(`
        Object.defineProperty(navigator, 'clipboard', { value: { writeText: () => Promise.reject(new Error('no')) } })
        Document.prototype.execCommand = () => false
      `)
      await page.getByRole('button', { name: 'Copy', exact: true }).click()
      await page.getByText('Could not copy: select it and copy it yourself').waitFor()
      expect(await page.evaluate('getSelection().toString()')).toBe(text)
      expect(await axeFindings(page)).toEqual([])
      const done = page.getByRole('button', { name: 'Done' })
      expect(await done.isDisabled()).toBe(true)
      await page.getByLabel('I have kept it').check()
      await done.click()
      await page.getByTestId('secret').waitFor({ state: 'hidden' })
    })

    test('the new way is copied the old way', async () => {
      const { page, text } = await card(`Object.defineProperty(navigator, 'clipboard', { value: undefined })`)
      await page.getByRole('button', { name: 'Copy', exact: true }).click()
      await page.getByRole('button', { name: 'Copied' }).waitFor()
      expect(await page.getByText('Could not copy').count()).toBe(0)
      await page.getByRole('button', { name: 'Done' }).click()
      await page.getByRole('row').filter({ hasText: 'uncopied' }).first().press('Enter')
      await page.getByLabel('Label').focus()
      await page.getByLabel('Label').fill('')
      await page.keyboard.press('Control+V')
      expect(await page.getByLabel('Label').inputValue()).toBe(text)
    })
  })
})
