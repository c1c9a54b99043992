import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { NAMED_COMPANY } from '../../scripts/seed/companies.ts'
import { seedDatabase } from '../../scripts/seed/seed-database.ts'
import { browserIsMissing } from '../support/browser.ts'
import { customerTabsOf, openScreen, screensOf, withQuery } from '../support/console-screens.ts'
import { startConsoleSite, type Console, type ConsoleSite } from '../support/console-site.ts'
import { PATIENCE_MS } from '../support/console-tab.ts'
import { paintedAfter, READY_WATCH, watchLists } from '../support/console-timing.ts'
import { createTestDatabase } from '../support/database.ts'
import { SECRETS } from '../support/gateway.ts'

const SIZE = { customers: 2_000, events: 100_000, months: 2, seed: 1 }
const MOST_MS = 1_000
const MOST_ROWS = 500
const MOST_KILOBYTES = 250
// What a telephone on a slow line waits for; more, and the page falls below 95 in Lighthouse.
const MOST_KILOBYTES_AT_SIGN_IN = 140

describe.skipIf(browserIsMissing())('with 2,000 customers and 100,000 calls', { timeout: 180_000 }, () => {
  let site: ConsoleSite
  let ownerKey: string
  beforeAll(async () => {
    const database = await createTestDatabase()
    const place = { connectionString: database.url, keyPepper: SECRETS.KEY_PEPPER, seller: 'The operator' }
    ;({ ownerKey } = await seedDatabase(place, { ...SIZE, now: new Date(), say: () => undefined }))
    site = await startConsoleSite({ database })
  }, 300_000)
  afterEach(() => site.quiet())
  afterAll(() => site[Symbol.asyncDispose]())

  /** How long each screen takes once its data is there, and the longest list of each endpoint. */
  const measure = async (page: Page, query: string, more: readonly string[]) => {
    const lists = watchLists(page)
    const times: Record<string, number> = {}
    await page.evaluate(READY_WATCH)
    const time = async (hash: string): Promise<number> => {
      await openScreen(page, hash)
      await expect.poll(() => page.evaluate('window.readyAt !== undefined'), { timeout: PATIENCE_MS }).toBe(true)
      return Math.round(await paintedAfter(page))
    }
    const screens = withQuery([...(await screensOf(page)), ...more.map((path) => ({ hash: path, name: path }))], query)
    for (const { hash, name } of screens) times[name] = await time(hash)
    // Somebody else may have had the processor: what was slow has another chance.
    for (const { hash, name } of screens)
      for (let again = 0; again < 2 && (times[name] ?? 0) > MOST_MS; again += 1) {
        await openScreen(page, '#/no-such-screen')
        times[name] = await time(hash)
      }
    await lists.all()
    return { times, lists: Object.fromEntries(lists.seen) }
  }
  const expectQuick = ({ times, lists }: Awaited<ReturnType<typeof measure>>) => {
    console.log('milliseconds from the last answer to the screen:', JSON.stringify(times))
    console.log('the longest list of each answer:', JSON.stringify(lists))
    expect(Object.entries(times).filter(([, ms]) => !(ms <= MOST_MS))).toEqual([])
    expect(Object.entries(lists).filter(([, rows]) => rows > MOST_ROWS)).toEqual([])
    expect(Object.keys(lists).length).toBeGreaterThan(5)
  }

  test('every screen of the operator is there within a second of its data, which is a page at most', async () => {
    const [customer] = await site.gateway.books.query('select id from customers where email = $1', [
      NAMED_COMPANY.email,
    ])
    const { id } = customer as { id: string } // The one column just asked for.
    const tab = await site.open('index.html')
    await tab.signInAsOperator()
    const tabs = (await customerTabsOf(tab.page, id)).map(({ hash }) => hash)
    expectQuick(await measure(tab.page, `?customer_id=${id}`, tabs))
  })

  test('every screen of the customer too', async () => {
    const tab = await site.open('dashboard.html')
    await tab.signInWithKey(ownerKey)
    expectQuick(await measure(tab.page, '', []))
  })

  test('the list of customers is searched and paged through', async () => {
    const tab = await site.open('index.html')
    await tab.signInAsOperator()
    await tab.goTo('Customers')
    const { page } = tab
    const top = () => page.getByRole('row').nth(1).innerText()
    const first = await top()
    await page.getByRole('button', { name: 'Next' }).click()
    await page.getByText('Page 2, 50 rows').waitFor()
    // The page before stays until the next one is there.
    await expect.poll(top, { timeout: PATIENCE_MS }).not.toBe(first)
    await page.getByRole('button', { name: 'Back' }).click()
    await page.getByText('Page 1, 50 rows').waitFor()
    await expect.poll(top, { timeout: PATIENCE_MS }).toBe(first)
    await page.keyboard.press('/')
    await page.keyboard.type('northwind')
    await expect.poll(() => page.getByRole('row').count(), { timeout: PATIENCE_MS }).toBe(2)
  })

  test.each<[Console, () => string]>([
    ['index.html', () => SECRETS.ADMIN_PASSWORD],
    ['dashboard.html', () => ownerKey],
  ])('%s begins with at most 250 KB of JavaScript, and gets its first screen by that', async (console_, secret) => {
    let kilobytes = 0
    const loading: Promise<void>[] = []
    const tab = await site.open(console_, {}, (page) => {
      page.on('response', (response) => {
        if (!response.url().endsWith('.js')) return
        loading.push(response.body().then((body) => void (kilobytes += gzipSync(body).length / 1024)))
      })
    })
    const { page } = tab
    const loaded = async () => {
      await page.waitForLoadState('networkidle')
      await Promise.all(loading)
      return Math.round(kilobytes)
    }
    await page.getByRole('button', { name: 'Sign in' }).waitFor()
    const atSignIn = await loaded()
    // Without its days there is nothing to draw: what comes is the shell and the screen, and not yet its charts.
    await page.route(/functions\/(admin-overview|user-events)/, (route) =>
      route.fulfill({ status: 503, json: { error: 'later' } }),
    )
    await (console_ === 'index.html' ? tab.signInAsOperator() : tab.signInWithKey(secret()))
    await tab.isAt('Overview')
    const atFirstScreen = await loaded()
    console.log(
      `${console_}: ${atSignIn} KB of JavaScript at the sign-in, ${atFirstScreen} KB with the first screen (gzip)`,
    )
    expect(atSignIn).toBeGreaterThan(50)
    expect(atSignIn).toBeLessThanOrEqual(MOST_KILOBYTES_AT_SIGN_IN)
    expect(atFirstScreen).toBeLessThanOrEqual(MOST_KILOBYTES)
  })
})
