import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { seedDatabase } from '../../scripts/seed/seed-database.ts'
import { NAMED_COMPANY } from '../../scripts/seed/companies.ts'
import { browserIsMissing } from '../support/browser.ts'
import { axeFindings } from '../support/console-axe.ts'
import {
  customerTabsOf,
  firstRowThatOpens,
  openScreen,
  screensOf,
  settled,
  withQuery,
} from '../support/console-screens.ts'
import { startConsoleSite, type Console, type ConsoleSite } from '../support/console-site.ts'
import type { Tab } from '../support/console-tab.ts'
import { createTestDatabase } from '../support/database.ts'
import { SECRETS } from '../support/gateway.ts'

type Findings = Record<string, string[]>

/** Colours that are on their way, and what slides in half seen through, are nobody's fault. Holds until the page is loaded anew. */
const holdStill = (page: Page) =>
  page.addStyleTag({ content: '* { transition: none !important; animation: none !important }' })

const SCHEME = 'data-mantine-color-scheme'

/** Faults of colour are the only ones that depend on the scheme. Begins with the one that the page is in. */
const inBothSchemes = async (page: Page): Promise<string[]> => {
  const inScheme = async (colorScheme: 'light' | 'dark') => {
    await page.emulateMedia({ colorScheme })
    await page.locator(`html[${SCHEME}="${colorScheme}"]`).waitFor()
    if (colorScheme === 'light') return axeFindings(page)
    return (await axeFindings(page, ['color-contrast'])).map((finding) => `dark: ${finding}`)
  }
  const isDark = (await page.locator('html').getAttribute(SCHEME)) === 'dark'
  const found = await inScheme(isDark ? 'dark' : 'light')
  return [...found, ...(await inScheme(isDark ? 'light' : 'dark'))]
}

/** How far the page, or any of its tables, is wider than its frame. */
const EXCESS = {
  page: 'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  tables: `Math.max(0, ...[...document.querySelectorAll('.kx-table .mantine-ScrollArea-viewport')]
    .map((frame) => frame.scrollWidth - frame.clientWidth))`,
}

/** Once everything has found its new size. */
const excessAt = async (page: Page, what: keyof typeof EXCESS, width: number): Promise<string[]> => {
  await page.setViewportSize({ width, height: 844 })
  const excess = () => page.evaluate(EXCESS[what])
  return expect
    .poll(excess, { timeout: 1_500 })
    .toBeLessThanOrEqual(0)
    .then(
      () => [],
      async () => [`${what}: ${String(await excess())} px too wide at ${width}`],
    )
}

/** What is too wide for a telephone; lists are to be read on a laptop without being pushed sideways. */
const overflow = async (page: Page): Promise<string[]> => {
  const found = [...(await excessAt(page, 'page', 390)), ...(await excessAt(page, 'tables', 1280))]
  await page.setViewportSize({ width: 1440, height: 900 })
  return found
}

/** Every screen that the navigation leads to, with `query` in its address, and what its first row opens. */
const examine = async (tab: Tab, query = ''): Promise<Findings> => {
  const found: Findings = {}
  const { page } = tab
  await holdStill(page)
  const note = async (name: string) => {
    found[name] = [...(await inBothSchemes(page)), ...(await overflow(page))]
  }
  const screens = [...(await screensOf(page)), { hash: '#/no-such-screen', name: 'No such screen' }]
  for (const { hash, name } of withQuery(screens, query)) {
    await openScreen(page, hash)
    await note(name)
    const row = await firstRowThatOpens(page)
    if (row === undefined) continue
    const address = page.url()
    await row.press('Enter')
    // Some lead to a screen of their own.
    if (page.url() === address) await page.getByRole('dialog').waitFor()
    await settled(page)
    await note(`${name}, first row`)
    await page.keyboard.press('Escape')
  }
  return found
}

/** The owner's key and the customer that spent most are called by words that a line has no room for. */
const nameAtLength = async ({ gateway: { books } }: ConsoleSite): Promise<void> => {
  await books.query(
    "update api_keys set label = $1 where role = 'owner' and customer_id = (select id from customers where email = $2)",
    ['production'.repeat(6).slice(0, 53), NAMED_COMPANY.email],
  )
  await books.query(
    `update customers set email = $1 where id = (
       select u.customer_id from monthly_key_usage u join customers c on c.id = u.customer_id
        where c.email <> $2 group by u.customer_id order by sum(u.spent_pico) desc limit 1)`,
    [`${'a'.repeat(60)}@${'b'.repeat(40)}.example`, NAMED_COMPANY.email],
  )
}

const clean = (found: Findings): Findings => Object.fromEntries(Object.keys(found).map((name) => [name, []]))

const LISTS_OF_EVERYBODY = {
  usage: 'Calls',
  keys: 'Keys',
  devices: 'Devices',
  invoices: 'Invoices of all customers',
}

const CONSOLES: readonly Console[] = ['index.html', 'dashboard.html']

describe.skipIf(browserIsMissing())('axe finds nothing, and nothing is too wide', { timeout: 180_000 }, () => {
  let site: ConsoleSite
  afterEach(() => site.quiet())

  describe('on an empty gateway', () => {
    beforeAll(async () => {
      site = await startConsoleSite()
    })
    afterAll(() => site[Symbol.asyncDispose]())

    test.each(CONSOLES)('at the sign-in of %s', async (console) => {
      const { page } = await site.open(console)
      await page.getByRole('button', { name: 'Sign in' }).waitFor()
      await holdStill(page)
      expect([...(await inBothSchemes(page)), ...(await overflow(page))]).toEqual([])
      await page.getByRole('button', { name: /^Gateway Base/ }).click()
      await page.getByRole('dialog').waitFor()
      await settled(page)
      expect(await inBothSchemes(page)).toEqual([])
    })

    test('on the operator’s screens', async () => {
      const tab = await site.open('index.html')
      await tab.signInAsOperator()
      const found = await examine(tab)
      expect(Object.keys(found).length).toBeGreaterThanOrEqual(15)
      expect(found).toEqual(clean(found))
    })

    test('on the customer’s screens', async () => {
      const { key } = await site.gateway.account({ key: { role: 'owner' } })
      const tab = await site.open('dashboard.html')
      await tab.signInWithKey(key)
      const found = await examine(tab)
      expect(Object.keys(found).length).toBeGreaterThanOrEqual(12)
      expect(found).toEqual(clean(found))
    })
  })

  describe('on a busy gateway', () => {
    let ownerKey: string
    beforeAll(async () => {
      const database = await createTestDatabase()
      const place = { connectionString: database.url, keyPepper: SECRETS.KEY_PEPPER, seller: 'The operator' }
      const size = { customers: 9, events: 2_000, months: 2, seed: 1 }
      ;({ ownerKey } = await seedDatabase(place, { ...size, now: new Date(), say: () => undefined }))
      site = await startConsoleSite({ database })
      await nameAtLength(site)
    })
    afterAll(() => site[Symbol.asyncDispose]())

    test('on the operator’s screens', async () => {
      const [customer] = await site.gateway.books.query('select id from customers where email = $1', [
        NAMED_COMPANY.email,
      ])
      const { id } = customer as { id: string } // The one column just asked for.
      const tab = await site.open('index.html')
      await tab.signInAsOperator()
      const found = await examine(tab, `?customer_id=${id}`)
      for (const { name, hash } of await customerTabsOf(tab.page, id)) {
        await openScreen(tab.page, hash)
        found[`Customer, ${name}`] = [...(await inBothSchemes(tab.page)), ...(await overflow(tab.page))]
      }
      expect(Object.keys(found).filter((name) => name.endsWith('first row')).length).toBeGreaterThanOrEqual(6)
      expect(found).toEqual(clean(found))
    })

    test('and on a telephone, too, a list of everybody says whose each row is', async () => {
      const tab = await site.open('index.html')
      await tab.signInAsOperator()
      await tab.page.setViewportSize({ width: 390, height: 844 })
      for (const [screen, list] of Object.entries(LISTS_OF_EVERYBODY)) {
        await openScreen(tab.page, `/${screen}`)
        const table = tab.page.getByRole('table', { name: list, exact: true })
        const rows = await table.locator('tbody tr').all()
        // What is not shown is no part of it.
        const texts = await Promise.all(rows.map((row) => row.innerText()))
        expect([screen, texts.length > 0, texts.filter((text) => !text.includes('@'))]).toEqual([screen, true, []])
      }
    })

    test('on the customer’s screens', async () => {
      const tab = await site.open('dashboard.html')
      await tab.signInWithKey(ownerKey)
      const found = await examine(tab)
      expect(Object.keys(found).filter((name) => name.endsWith('first row')).length).toBeGreaterThanOrEqual(3)
      expect(found).toEqual(clean(found))
    })
  })
})
