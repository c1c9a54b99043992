import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { routes as invoices } from '../../netlify/functions/admin-invoices.ts'
import { routes as chat } from '../../netlify/functions/gateway-chat.ts'
import { routes as report } from '../../netlify/functions/client-error-report.ts'
import { browserIsMissing } from '../support/browser.ts'
import { plantPayloads } from '../support/console-hostile.ts'
import { PAYLOADS } from '../support/console-payloads.ts'
import { firstRowThatOpens, openScreen, screensOf, settled, withQuery } from '../support/console-screens.ts'
import { startConsoleSite, type ConsoleSite } from '../support/console-site.ts'
import { SECRETS, type Account } from '../support/gateway.ts'
import { thisMonth } from '../support/reports.ts'

/** Runs in the page: what should not be in it, also not in the frames of it that can be looked into. */
const LOOK = `(() => {
  const isBad = (address) => /^(javascript|vbscript|data:text)/i.test(address.replace(/[\\u0000-\\u0020]/g, ''))
  const pages = [document, ...[...document.querySelectorAll('iframe')].map((frame) => frame.contentDocument).filter(Boolean)]
  const found = window.__xss === undefined ? [] : ['a script ran']
  for (const page of pages)
    for (const element of page.querySelectorAll('*')) {
      const name = element.localName
      if (['object', 'embed', 'base', 'marquee', 'video'].includes(name)) found.push(name)
      if (name === 'script' && !(element.src.startsWith(location.origin + '/assets/'))) found.push('script ' + element.outerHTML)
      if (name === 'iframe' && !element.hasAttribute('sandbox')) found.push('a frame without a sandbox')
      for (const { name: attribute, value } of element.attributes) {
        if (attribute.startsWith('on')) found.push(name + ' ' + attribute)
        // What follows a # leads nowhere but to another screen.
        const leadsAway = value.includes('evil.example') && !value.startsWith('#/')
        if (/^(href|src|action|formaction|data|xlink:href|poster)$/.test(attribute) && (isBad(value) || leadsAway))
          found.push(name + ' ' + attribute + '=' + value)
        if (attribute === 'style' && value.includes('evil.example')) found.push(name + ' style=' + value)
      }
    }
  return found
})()`

const READ = `[document.body, ...[...document.querySelectorAll('iframe')].map((frame) => frame.contentDocument?.body)]
  .map((body) => body?.textContent ?? '').join(' ') + [...document.querySelectorAll('input, textarea')].map(({ value }) => value).join(' ')`

const plain = (text: string): string => text.replaceAll(/\s+/g, ' ')

/** Which of the payloads can be read on the page as they are. */
const shown = async (page: Page): Promise<Set<string>> => {
  const text = plain(String(await page.evaluate(READ)))
  return new Set(PAYLOADS.filter((payload) => text.includes(plain(payload))))
}

type Found = { bad: unknown; shown: number }

describe.skipIf(browserIsMissing())('text of others is text', { timeout: 180_000 }, () => {
  let site: ConsoleSite
  let account: Account
  beforeAll(async () => {
    site = await startConsoleSite()
    account = await plantPayloads(site.gateway)
    const headers = { 'x-admin-password': SECRETS.ADMIN_PASSWORD }
    const issued = await site.gateway.call(invoices, {
      query: `?customer_id=${account.customerId}&month=${thisMonth()}`,
      headers,
    })
    expect(issued.status, await issued.clone().text()).toBe(200)
    await site.gateway.books.query(
      `select issue_invoice(id, $2, 'admin', false, 'The operator') from customers where id <> $1`,
      [account.customerId, thisMonth()],
    )
    const [script = ''] = PAYLOADS
    const told = await site.gateway.call(report, {
      body: { error: { name: script, message: script, stack: script }, client: { url: script } },
    })
    expect(told.status).toBe(200)
    const named = {
      'x-kaixu-request-id': 'x-onload-__xss',
      'user-agent': script,
      'x-kaixu-app': script,
      'x-kaixu-install-id': script,
    }
    expect(
      (await site.gateway.call(chat, { key: account.key, headers: named, body: { provider: script, model: script } }))
        .status,
    ).toBe(400)
    await site.gateway.settled()
  })
  afterEach(() => site.quiet())
  afterAll(() => site[Symbol.asyncDispose]())

  /** Every screen, and what the first rows of its list open. */
  const visitAll = async (page: Page, query = '', more: string[] = []): Promise<Record<string, Found>> => {
    const found: Record<string, Found> = {}
    const note = async (name: string) => {
      found[name] = { bad: await page.evaluate(LOOK), shown: (await shown(page)).size }
    }
    const screens = [...(await screensOf(page)), ...more.map((hash) => ({ hash, name: hash }))]
    for (const { hash, name } of withQuery(screens, query)) {
      await openScreen(page, hash)
      for (const all of await page.getByRole('button', { name: /^Show all/ }).all()) await all.click()
      await note(name)
      const row = await firstRowThatOpens(page)
      if (row === undefined) continue
      const place = page.url()
      await row.press('Enter')
      // Some lead to a screen of their own.
      if (page.url() !== place) continue
      await page.getByRole('dialog').waitFor()
      await settled(page)
      await note(`${name}, first row`)
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'hidden' })
    }
    return found
  }
  /** `full`: the screens that show nearly all of the payloads, so that it is known that they were there. */
  const expectHarmless = (found: Record<string, Found>, full: readonly string[]) => {
    expect(Object.entries(found).filter(([, { bad }]) => (bad as unknown[]).length > 0)).toEqual([])
    const counts = Object.fromEntries(Object.entries(found).map(([name, { shown: count }]) => [name, count]))
    expect(
      full.filter((name) => (counts[name] ?? 0) < 40),
      JSON.stringify(counts),
    ).toEqual([])
  }

  test('on every screen of the operator', async () => {
    const tab = await site.open('index.html')
    await tab.signInAsOperator()
    const tabs = (names: readonly string[]) => names.map((name) => `/customers/${account.customerId}/${name}`)
    const full = tabs(['usage', 'keys', 'devices', 'invoices', 'jobs', 'alerts', 'audit'])
    const found = await visitAll(tab.page, `?customer_id=${account.customerId}`, [
      `/customers/${account.customerId}`,
      ...full,
      ...tabs(['ledger', 'policy']),
    ])
    expectHarmless(found, [
      ...['Customers', 'Keys', 'Usage', 'Devices', 'Invoices', 'Monitor', 'Jobs', 'Alerts', 'Audit', ...full],
      ...['Keys, of everybody', 'Devices, of everybody', 'Invoices, of everybody', 'Usage, of everybody'],
      'Keys, of everybody, first row',
      ...['Keys, first row', 'Monitor, first row', 'Audit, first row', `/customers/${account.customerId}`],
    ])
  })

  test('on every screen of the customer', async () => {
    const tab = await site.open('dashboard.html')
    await tab.signInWithKey(account.key)
    const found = await visitAll(tab.page)
    expectHarmless(found, ['Overview', 'Usage', 'Keys', 'Devices', 'Jobs', 'Jobs, first row', 'Alerts'])
  })

  test('in an invoice as it is printed', async () => {
    const tab = await site.open('dashboard.html')
    await tab.signInWithKey(account.key)
    await tab.goTo('Invoices')
    await tab.page.getByRole('table', { name: 'Invoices' }).getByRole('row').nth(1).press('Enter')
    await tab.page.frameLocator('iframe').getByRole('table').first().waitFor()
    expect(await tab.page.evaluate(LOOK)).toEqual([])
    expect((await shown(tab.page)).size).toBeGreaterThanOrEqual(40)
  })

  test('in what a model answers', async () => {
    const tab = await site.open('dashboard.html')
    await tab.signInWithKey(account.key)
    await tab.goTo('Playground')
    await tab.page.getByRole('combobox', { name: 'Model' }).click()
    await tab.page.getByRole('option', { name: 'echo' }).click()
    await tab.page.getByLabel('Your message').fill(PAYLOADS.join('\n'))
    await tab.page.getByRole('button', { name: 'Send' }).click()
    await tab.page.getByText(/tokens in/).waitFor()
    expect(await tab.page.evaluate(LOOK)).toEqual([])
    const answer = await tab.page.getByRole('log').textContent()
    for (const payload of PAYLOADS) expect(plain(answer ?? '').split(plain(payload)).length, payload).toBeGreaterThan(2)
  })

  test('in addresses that somebody was lured to', async () => {
    for (const [console, secret] of [
      ['index.html', undefined],
      ['dashboard.html', account.key],
    ] as const) {
      const tab = await site.open(console)
      await (secret === undefined ? tab.signInAsOperator() : tab.signInWithKey(secret))
      for (const payload of PAYLOADS.slice(0, 6).map(encodeURIComponent))
        for (const hash of [
          `/${payload}`,
          `/customers/${payload}`,
          `/monitor?request_id=${payload}`,
          `/usage?customer_id=${payload}&month=${payload}`,
        ]) {
          await tab.page.evaluate(`location.hash = ${JSON.stringify(hash)}`)
          await tab.page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' })
          expect(await tab.page.evaluate(LOOK), hash).toEqual([])
        }
    }
  })
})
