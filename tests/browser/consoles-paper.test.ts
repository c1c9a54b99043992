import type { Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { browserIsMissing } from '../support/browser.ts'
import { startConsoleSite, type ConsoleSite } from '../support/console-site.ts'
import type { Tab } from '../support/console-tab.ts'
import type { Account } from '../support/gateway.ts'
import { addJobs, endJob, queuedJobOf } from '../support/jobs.ts'
import { settledCall } from '../support/reports.ts'

/** What is looked at while it changes, on paper, or with few colours. */
describe.skipIf(browserIsMissing())('a console', { timeout: 120_000 }, () => {
  let site: ConsoleSite
  beforeAll(async () => {
    site = await startConsoleSite({ environment: { CAP_WARN_PCT: '50' } })
  })
  afterEach(() => site.quiet())
  afterAll(() => site[Symbol.asyncDispose]())

  const operator = async (hash: string): Promise<Tab> => {
    const tab = await site.open('index.html')
    await tab.signInAsOperator()
    await tab.isAt('Overview')
    await tab.page.goto(`${site.url}/index.html${hash}`)
    return tab
  }
  const holder = async (key: string, hash: string): Promise<Tab> => {
    const tab = await site.open('dashboard.html')
    await tab.signInWithKey(key)
    await tab.isAt('Overview')
    await tab.page.goto(`${site.url}/dashboard.html${hash}`)
    return tab
  }

  /** A customer that has spent so many cents of a dollar. */
  const spender = async (email: string, cents: number): Promise<Account> => {
    const account = await site.gateway.account({ capCents: 100, customer: { email }, key: { role: 'owner' } })
    await site.gateway.books.query(
      `insert into monthly_usage (customer_id, month, spent_pico)
       values ($1, to_char(now() at time zone 'UTC', 'YYYY-MM'), $2)`,
      [account.customerId, `${cents}0000000000`],
    )
    return account
  }

  test('colours a cap where this gateway warns', async () => {
    const [below, at] = [await spender('below@warning.example', 49), await spender('at@warning.example', 50)]
    const { page } = await operator('#/customers?q=@warning.example')
    for (const [{ key }, email, share, color] of [
      [below, 'below@warning.example', '49%', 'indigo'],
      [at, 'at@warning.example', '50%', 'orange'],
    ] as const) {
      const row = page.getByRole('row').filter({ hasText: new RegExp(`^${email}`) })
      await row.getByText(share).waitFor()
      await expect.poll(() => meterOf(row).getAttribute('style')).toContain(`--mantine-color-${color}-6`)
      const own = await holder(key, '#/billing')
      await own.page.getByText(`(${share})`).waitFor()
      expect(await meterOf(own.page).getAttribute('style')).toContain(`--mantine-color-${color}-6`)
    }
  })

  describe('with a job open', () => {
    test('shows an operator how it ends, also when the list no longer has it', async () => {
      const account = await site.gateway.account()
      await addJobs(account, site.gateway.books)
      const { page } = await operator(`#/jobs?status=queued&customer_id=${account.customerId}`)
      const row = page.getByRole('row').filter({ hasText: 'echo' })
      await row.press('Enter')
      const drawer = page.getByRole('dialog', { name: 'Job of sandbox/echo' })
      await drawer.getByText('Queued', { exact: true }).waitFor()
      await endJob(queuedJobOf(account), site.gateway.books)
      await page.getByText('No job matches').waitFor()
      await drawer.getByText('Succeeded', { exact: true }).waitFor()
      expect(await drawer.getByRole('button', { name: 'Stop the job' }).count()).toBe(0)
      // Another round of the list changes nothing about it.
      await page.waitForResponse((response) => response.url().includes('admin-jobs?') && response.url().includes('q='))
      expect(await drawer.isVisible()).toBe(true)
      await page.keyboard.press('Escape')
      await drawer.waitFor({ state: 'hidden' })
    })

    test('shows its owner how it ends, and what was answered', async () => {
      const account = await site.gateway.account({ key: { role: 'owner' } })
      await addJobs(account, site.gateway.books)
      const { page } = await holder(account.key, '#/jobs?status=queued')
      await page.getByRole('row').filter({ hasText: 'echo' }).press('Enter')
      const drawer = page.getByRole('dialog', { name: 'Job' })
      await drawer.getByText('Queued', { exact: true }).waitFor()
      await endJob(queuedJobOf(account), site.gateway.books)
      await page.getByText('No job matches').waitFor()
      await drawer.getByText('Succeeded', { exact: true }).waitFor()
      await drawer.getByText('Hello', { exact: true }).waitFor()
    })
  })

  test('prints an invoice whole, and nothing beside it', async () => {
    const account = await site.gateway.account({ capCents: 10_000, key: { role: 'owner' } })
    // More than a screen of them.
    for (let nth = 0; nth < 60; nth += 1) {
      await settledCall(site.gateway, account, { admission: { model: `model-${nth}` } })
    }
    const { page } = await holder(account.key, '#/invoices')
    await page.getByRole('button', { name: /^Preview / }).click()
    const dialog = page.getByRole('dialog', { name: /^Preview of / })
    const invoice = dialog.locator('iframe')
    const lines = invoice.contentFrame().getByRole('row').filter({ hasText: 'model-' })
    await expect.poll(() => lines.count()).toBe(60)
    const beside = [
      page.getByRole('banner'),
      page.getByRole('navigation', { name: 'Screens' }),
      page.getByRole('main'),
      dialog.getByRole('button', { name: 'Print' }),
      dialog.getByRole('heading', { name: /^Preview of / }),
    ]
    const seen = () => Promise.all(beside.map((part) => part.isVisible()))
    expect(await seen()).toEqual([true, true, true, true, true])
    expect(await missingOf(invoice)).toBeGreaterThan(0)
    await page.emulateMedia({ media: 'print' })
    expect(await seen()).toEqual([false, false, false, false, false])
    expect(await invoice.isVisible()).toBe(true)
    expect(await missingOf(invoice)).toBeLessThanOrEqual(0)
    expect(await cutBy(invoice)).toEqual([])
  })

  describe('in colours that the reader has chosen', () => {
    test('says by edges and words what grounds say otherwise', async () => {
      const email = 'few@colours.example'
      await spender(email, 50)
      const { page } = await operator('#/customers?q=few@colours')
      await page.emulateMedia({ forcedColors: 'active' })
      const row = page.getByRole('row').filter({ hasText: email })
      await row.getByText('50%').waitFor()
      const meter = row.locator('.mantine-Progress-root')
      expect(await styleOf(meter)).toMatchObject({ borderTopStyle: 'solid', borderTopWidth: '1px' })
      const [spent, ground] = [await styleOf(meterOf(row)), await styleOf(meter)]
      expect(spent.backgroundColor).not.toBe(ground.backgroundColor)
      const badge = row.locator('.mantine-Badge-root').filter({ hasText: 'Active', visible: true })
      expect(await styleOf(badge, '::before')).toMatchObject({ borderTopStyle: 'solid', borderTopWidth: '1px' })
      const word = await styleOf(badge)
      expect(word.color).not.toBe(word.backgroundColor)
    })

    test('shows which row of the palette is chosen', async () => {
      const { page } = await operator('#/prices')
      await page.emulateMedia({ forcedColors: 'active' })
      await page.keyboard.press('Control+k')
      const rows = page.getByRole('dialog', { name: 'Go anywhere' }).locator('[data-action]')
      await rows.nth(1).waitFor()
      const outlines = async () => {
        const styles = await Promise.all([0, 1].map((nth) => styleOf(rows.nth(nth))))
        return styles.map(({ outlineStyle, outlineWidth }) => outlineStyle === 'solid' && outlineWidth === '2px')
      }
      await expect.poll(outlines).toEqual([true, false])
      await page.keyboard.press('ArrowDown')
      await expect.poll(outlines).toEqual([false, true])
    })
  })
})

const meterOf = (part: Locator | Page): Locator => part.locator('.mantine-Progress-section').first()

type Style = Record<
  'borderTopStyle' | 'borderTopWidth' | 'backgroundColor' | 'color' | 'outlineStyle' | 'outlineWidth',
  string
>

// Of the page, in which these functions run.
type Box = {
  className: string
  parentElement: Box
  contentDocument: { documentElement: { scrollHeight: number } }
  getBoundingClientRect: () => { height: number }
}
declare const document: { body: Box }
declare const getComputedStyle: (element: unknown, pseudo?: string) => Style & { overflowY: string }

const styleOf = (found: Locator, pseudo = ''): Promise<Style> =>
  found.evaluate((element, part) => {
    const { borderTopStyle, borderTopWidth, backgroundColor, color, outlineStyle, outlineWidth } = getComputedStyle(
      element,
      part,
    )
    return { borderTopStyle, borderTopWidth, backgroundColor, color, outlineStyle, outlineWidth }
  }, pseudo)

/** How many pixels of a page in a frame are not in sight without scrolling. */
const missingOf = (frame: Locator): Promise<number> =>
  frame.evaluate((box: Box) => box.contentDocument.documentElement.scrollHeight - box.getBoundingClientRect().height)

/** What is around an element and would cut it off. */
const cutBy = (found: Locator): Promise<string[]> =>
  found.evaluate(({ parentElement }: Box) => {
    const cutting: string[] = []
    for (let around = parentElement; around !== document.body; around = around.parentElement) {
      if (getComputedStyle(around).overflowY !== 'visible') cutting.push(around.className)
    }
    return cutting
  })
