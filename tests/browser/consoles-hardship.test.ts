import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { writeEvents, type NewEventRow } from '../../netlify/functions/_lib/db/monitor-events.ts'
import { axeFindings } from '../support/console-axe.ts'
import { browserIsMissing } from '../support/browser.ts'
import { startConsoleSite, type ConsoleSite } from '../support/console-site.ts'
import { PATIENCE_MS, secretField, type Tab } from '../support/console-tab.ts'
import { settledCall } from '../support/reports.ts'

const OWNER = { role: 'owner', label: 'main' }
const NOBODY_THERE = 'connectionrefused'

describe.skipIf(browserIsMissing())('in a console', { timeout: 120_000 }, () => {
  let site: ConsoleSite
  beforeAll(async () => {
    site = await startConsoleSite({ environment: { DEFAULT_CUSTOMER_CAP_CENTS: '2345' } })
  })
  afterEach(() => site.quiet())
  afterAll(() => site[Symbol.asyncDispose]())

  const operator = async (hash = ''): Promise<Tab> => {
    const tab = await site.open('index.html', { permissions: ['clipboard-read', 'clipboard-write'] })
    await tab.signInAsOperator()
    await tab.isAt('Overview')
    if (hash !== '') await tab.page.goto(`${site.url}/index.html${hash}`)
    return tab
  }
  const holder = async (key: string): Promise<Tab> => {
    const tab = await site.open('dashboard.html')
    await tab.signInWithKey(key)
    await tab.isAt('Overview')
    return tab
  }
  const question = (page: Page) => page.getByRole('dialog', { name: 'Discard your changes?' })
  /** As if the session had run out: the gateway takes no token of this tab any more. */
  const endSession = (page: Page) =>
    page.route('**/.netlify/functions/**', (route) =>
      route.request().headers()['authorization'] === undefined
        ? route.fallback()
        : route.fulfill({
            status: 401,
            json: { error: 'The session is not valid or has ended', code: 'UNAUTHORIZED' },
          }),
    )
  /** What a browser says of a gateway that is away is no trouble. */
  const forgive = (tab: Tab) => {
    tab.troubles.length = 0
  }

  describe('amounts', () => {
    test('that cannot be read stay, say so, and are not sent as none', async () => {
      const { page } = await operator('#/customers')
      const sent: string[] = []
      page.on('request', (request) => {
        if (request.method() === 'POST') sent.push(request.url())
      })
      await page.getByRole('button', { name: 'New customer' }).first().click()
      const dialog = page.getByRole('dialog', { name: 'New customer' })
      await dialog.getByText('Empty: $23.45.').waitFor()
      await dialog.getByLabel('E-mail').fill('amounts@hard.example')
      const cap = dialog.getByLabel('Monthly cap')
      for (const [typed, problem] of [
        ['99999999999', 'Is more than $5,000,000.00'],
        ['-5', 'This is no amount: 1234.56'],
        ['1e9', 'This is no amount: 1234.56'],
        ['12.345', 'This is no amount: 1234.56'],
        ['12,34', 'This is no amount: 1234.56'],
        ['abc', 'This is no amount: 1234.56'],
      ] as const) {
        await cap.fill(typed)
        await dialog.getByRole('button', { name: 'Create customer' }).click()
        await dialog.getByText(problem).waitFor()
        expect(await cap.inputValue()).toBe(typed)
      }
      expect(sent).toEqual([])
      await cap.fill('1,234.5')
      await dialog.getByRole('button', { name: 'Create customer' }).click()
      await page.getByText('The customer is there').waitFor()
      expect(
        await site.gateway.books.query('select monthly_cap_cents from customers where email = $1', [
          'amounts@hard.example',
        ]),
      ).toEqual([{ monthly_cap_cents: 123_450 }])
    })

    test('of tokens are not cut to what fits: a question waits until they are right', async () => {
      const { key } = await site.gateway.account({ key: OWNER })
      const tab = await holder(key)
      const { page } = tab
      await tab.goTo('Playground')
      const tokens = page.getByLabel('Max tokens')
      await tokens.fill('99999999')
      await page.getByLabel('Temperature').fill('3')
      await page.getByLabel('Your message').fill('Hello')
      await page.getByRole('button', { name: 'Send' }).click()
      await page.getByText('Is more than 2', { exact: true }).waitFor()
      expect(await tokens.inputValue()).toBe('99999999')
      expect(await page.getByRole('log').getByText('Hello').count()).toBe(0)
      await tokens.fill('20')
      await page.getByLabel('Temperature').fill('1.5')
      await page.getByRole('button', { name: 'Send' }).click()
      await page.getByRole('log').getByText('Hello').first().waitFor()
    })
  })

  test('pressing twice makes one key, and says so once', async () => {
    const { key, customerId } = await site.gateway.account({ key: OWNER })
    const { page } = await holder(key)
    await page.goto(`${site.url}/dashboard.html#/keys?new=1`)
    const dialog = page.getByRole('dialog', { name: 'New key' })
    await dialog.getByLabel('Label').fill('pressed twice')
    await dialog.getByRole('button', { name: 'Create key' }).dblclick()
    await page.getByTestId('secret').waitFor()
    // Long enough for a second one.
    await page.waitForTimeout(500)
    expect(
      await site.gateway.books.query(
        `select count(*)::int as made from api_keys where customer_id = $1 and label = 'pressed twice'`,
        [customerId],
      ),
    ).toEqual([{ made: 1 }])
  })

  describe('a gateway that is away', () => {
    test('leaves what was there, and says since when it is old', async () => {
      const tab = await operator()
      const { page } = tab
      await tab.goTo('Jobs')
      await page.getByText('No jobs').waitFor()
      await page.route('**/.netlify/functions/**', (route) => route.abort(NOBODY_THERE))
      const notice = page.getByRole('status').filter({ hasText: /Could not be refreshed since \d+:\d\d/ })
      await notice.waitFor()
      await page.getByText('No jobs').waitFor()
      await page.unroute('**/.netlify/functions/**')
      await notice.getByRole('button', { name: 'Try again' }).click()
      await notice.waitFor({ state: 'hidden' })
      forgive(tab)
    })

    test('is told from a newer version, and a screen that was not opened yet comes once it is back', async () => {
      const tab = await operator()
      const { page } = tab
      await page.route('**/*', (route) => route.abort(NOBODY_THERE))
      await page.getByRole('link', { name: 'Audit', exact: true }).click()
      const alert = page.getByRole('alert')
      await alert.getByText('The gateway could not be reached').waitFor()
      await alert.getByRole('button', { name: 'Try again' }).click()
      await alert.getByText('The gateway could not be reached').waitFor()
      await page.unroute('**/*')
      await alert.getByRole('button', { name: 'Try again' }).click()
      await tab.isAt('Audit')
      forgive(tab)
    })

    test('is not blamed for a screen that a newer version has replaced', async () => {
      const tab = await operator()
      await tab.page.route('**/assets/consoles/audit*', (route) => route.fulfill({ status: 404, body: '' }))
      await tab.page.getByRole('link', { name: 'Audit', exact: true }).click()
      await tab.page.getByText('A newer version of the console').waitFor()
      forgive(tab)
    })
  })

  describe('a session that ends', () => {
    test('leaves what was typed, for whoever signs in again', async () => {
      const { customerId } = await site.gateway.account({ customer: { email: 'typed@hard.example' } })
      const tab = await operator(`#/customers/${customerId}/policy`)
      const { page } = tab
      await page.getByRole('textbox', { name: 'Plan', exact: true }).fill('half typed')
      await endSession(page)
      await page.getByRole('button', { name: 'Save changes' }).click()
      const again = page.getByRole('dialog', { name: 'Signed out' })
      await again.getByText('The session has ended').waitFor()
      expect(await axeFindings(page)).toEqual([])
      // Neither the keyboard nor the mouse leads out of it.
      await page.keyboard.press('Escape')
      await again.waitFor()
      await expect(page.getByRole('button', { name: 'Save changes' }).click({ timeout: 500 })).rejects.toThrow()
      await page.unroute('**/.netlify/functions/**')
      await tab.signInAsOperator()
      await again.waitFor({ state: 'hidden' })
      expect(await page.getByRole('textbox', { name: 'Plan', exact: true }).inputValue()).toBe('half typed')
      expect(await page.getByRole('alert').count()).toBe(0)
      await page.getByRole('button', { name: 'Save changes' }).click()
      await page.getByText('Nothing is changed.').waitFor()
      expect(await site.gateway.books.query('select plan_name from customers where id = $1', [customerId])).toEqual([
        { plan_name: 'half typed' },
      ])
    })

    test('in an open drawer leaves the drawer open', async () => {
      const mine = await site.gateway.account({ key: OWNER })
      await site.gateway.account({ key: OWNER })
      const tab = await holder(mine.key)
      const { page } = tab
      await page.goto(`${site.url}/dashboard.html#/keys`)
      await page.getByRole('row').filter({ hasText: 'main' }).press('Enter')
      const drawer = page.getByRole('dialog', { name: /^main/ })
      await drawer.getByLabel('Label').fill('renamed')
      await endSession(page)
      await drawer.getByRole('button', { name: 'Save label' }).click()
      await page.getByRole('dialog', { name: 'Signed out' }).waitFor()
      await page.keyboard.press('Escape')
      await page.unroute('**/.netlify/functions/**')
      await tab.signInWithKey(mine.key)
      await drawer.waitFor()
      expect(await drawer.getByLabel('Label').inputValue()).toBe('renamed')
    })

    test('shows nothing of it to somebody else', async () => {
      const mine = await site.gateway.account({ key: OWNER })
      const other = await site.gateway.account({ key: { role: 'owner', label: 'other' } })
      const tab = await holder(mine.key)
      const { page } = tab
      await page.goto(`${site.url}/dashboard.html#/keys?new=1`)
      await page.getByLabel('Label').fill('of the first')
      await endSession(page)
      await page.getByRole('button', { name: 'Create key' }).click()
      await page.getByRole('dialog', { name: 'Signed out' }).waitFor()
      await page.unroute('**/.netlify/functions/**')
      await tab.signInWithKey(other.key)
      await page.getByRole('row').filter({ hasText: 'other' }).waitFor({ state: 'attached' })
      expect(await page.content()).not.toContain(`…${mine.key.slice(-4)}`)
      expect(await page.getByRole('dialog', { name: 'New key' }).count()).toBe(0)
    })

    test('opens no form again that was closed, on the way back', async () => {
      const { key } = await site.gateway.account({ key: OWNER })
      const tab = await holder(key)
      const { page } = tab
      const dialog = page.getByRole('dialog', { name: 'New key' })
      for (const close of ['Cancel', 'Back']) {
        await tab.goTo('Keys')
        await page.getByRole('button', { name: 'New key' }).click()
        await dialog.waitFor()
        if (close === 'Cancel') await dialog.getByRole('button', { name: 'Cancel' }).click()
        else await page.goBack()
        await dialog.waitFor({ state: 'hidden' })
        await tab.isAt('Keys')
        await page.goBack()
        await page.getByRole('heading', { level: 1 }).waitFor()
        // Long enough for a dialog to come.
        await page.waitForTimeout(300)
        expect(await dialog.count()).toBe(0)
      }
    })
  })

  describe('changes that are not saved', () => {
    test('are asked about before another screen, Back and the closing of a drawer', async () => {
      const { customerId } = await site.gateway.account({
        customer: { email: 'unsaved@hard.example' },
        key: { label: 'edit me' },
      })
      const tab = await operator('#/customers')
      const { page } = tab
      await page.goto(`${site.url}/index.html#/customers/${customerId}/policy`)
      await page.getByRole('textbox', { name: 'Plan', exact: true }).fill('changed')
      await page.getByRole('link', { name: 'Prices', exact: true }).click()
      await question(page).getByRole('button', { name: 'Keep editing' }).click()
      expect(await page.getByRole('textbox', { name: 'Plan', exact: true }).inputValue()).toBe('changed')
      await page.goBack()
      await question(page).waitFor()
      expect(page.url()).toContain('/policy')
      await page.keyboard.press('Escape')
      await question(page).waitFor({ state: 'hidden' })
      await page.goBack()
      await question(page).getByRole('button', { name: 'Discard changes' }).click()
      await tab.isAt('Customers')

      await page.goto(`${site.url}/index.html#/customers/${customerId}/keys`)
      await page.getByRole('row').filter({ hasText: 'edit me' }).press(' ')
      const drawer = page.getByRole('dialog', { name: 'edit me' })
      await drawer.getByLabel('Notes').fill('a note')
      await page.keyboard.press('Escape')
      await question(page).getByRole('button', { name: 'Keep editing' }).click()
      await page.goBack()
      await question(page).getByRole('button', { name: 'Keep editing' }).click()
      expect(await drawer.getByLabel('Notes').inputValue()).toBe('a note')
      await page.keyboard.press('Escape')
      await question(page).getByRole('button', { name: 'Discard changes' }).click()
      await drawer.waitFor({ state: 'hidden' })
      expect(await axeFindings(page)).toEqual([])
    })

    test('and a secret that nobody has copied keep the page from being left', async () => {
      const { customerId } = await site.gateway.account()
      const tab = await operator(`#/customers/${customerId}/keys`)
      const { page } = tab
      await page.getByRole('button', { name: 'New key' }).click()
      await page.getByRole('button', { name: 'Create key' }).click()
      const card = page.getByRole('dialog', { name: /^Key “/ })
      const text = await card.getByTestId('secret').textContent()
      await page.evaluate('setTimeout(() => location.reload())')
      await expect.poll(() => tab.troubles.length).toBe(1)
      forgive(tab)
      expect(await card.getByTestId('secret').textContent()).toBe(text)
      const box = card.getByLabel('I have kept it')
      const done = card.getByRole('button', { name: 'Done' })
      await card.getByRole('button', { name: 'Copy' }).click()
      expect(await box.isChecked()).toBe(false)
      // Whoever ticks it as well, and takes that back, has copied it all the same.
      await box.click()
      await box.click()
      await done.click()
      await card.waitFor({ state: 'hidden' })
    })
  })

  describe('Back', () => {
    test('comes back to the list that was searched', async () => {
      await site.gateway.account({ customer: { email: 'found@back.example' } })
      const tab = await operator('#/customers')
      const { page } = tab
      await page.getByLabel('Search customers').fill('found@back')
      await expect.poll(() => page.getByRole('row').count()).toBe(2)
      await page.getByRole('row', { name: /found@back/ }).press('Enter')
      await tab.isAt('found@back.example')
      await page.goBack()
      await expect.poll(() => page.getByLabel('Search customers').inputValue()).toBe('found@back')
      expect(await page.getByRole('row').count()).toBe(2)
    })

    test('comes back to the page from which a row was opened, which a reload keeps and another search does not', async () => {
      await site.gateway.books.query(
        `insert into customers (email) select 'n' || lpad(n::text, 3, '0') || '@pages.example' from generate_series(1, 120) n`,
        [],
      )
      const tab = await operator('#/customers?q=@pages.example&sort=email')
      const { page } = tab
      const isOnPage = (text: string) => page.getByText(text, { exact: true }).waitFor()
      const next = async (text: string) => {
        await page.getByRole('button', { name: 'Next' }).click()
        await isOnPage(text)
      }
      const thirdHas = page.getByRole('row', { name: /n101@pages/ })
      await next('Page 2, 50 rows')
      // What was opened and closed beside the list leaves an entry of the history behind.
      await page.getByRole('button', { name: 'New customer' }).click()
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'hidden' })
      await next('Page 3, 20 rows')
      const address = page.url()
      await thirdHas.press('Enter')
      await tab.isAt('n101@pages.example')
      await page.goBack()
      await isOnPage('Page 3, 20 rows')
      await thirdHas.waitFor()
      expect(page.url()).toBe(address)
      await page.reload()
      await isOnPage('Page 3, 20 rows')
      await thirdHas.waitFor()
      await page.getByRole('button', { name: 'Back' }).click()
      await isOnPage('Page 2, 50 rows')
      await page.getByRole('row', { name: /n051@pages/ }).waitFor()

      await page.getByLabel('Search customers').fill('n1')
      await expect.poll(() => page.url()).not.toContain('page=')
      await page.getByRole('row', { name: /n100@pages/ }).waitFor()
    })

    test.each([
      ['of another order', 'sort=email&page=2*1700'],
      ['of which nothing is left', 'q=example.com&page=4*3*2*1'],
    ])('never leads to a page %s: the first one is shown instead, and why', async (_, query) => {
      await site.gateway.account()
      const { page } = await operator(`#/customers?${query}`)
      await page.getByText('That page is no longer there. This is the first.').waitFor()
      await page.getByRole('row').nth(1).waitFor()
      expect(page.url()).not.toContain('page=')
      expect(await page.getByRole('alert').filter({ hasText: 'cursor' }).count()).toBe(0)
    })

    test('closes a drawer, and then leaves', async () => {
      const { customerId } = await site.gateway.account({ key: { label: 'look at me' } })
      const tab = await operator('#/prices')
      const { page } = tab
      await tab.isAt('Prices')
      await page.goto(`${site.url}/index.html#/keys?customer_id=${customerId}`)
      const row = page.getByRole('row').filter({ hasText: 'look at me' })
      const drawer = page.getByRole('dialog', { name: 'look at me' })
      await row.press('Enter')
      await drawer.waitFor()
      await page.goBack()
      await drawer.waitFor({ state: 'hidden' })
      await tab.isAt('Keys')
      // Closed otherwise, it is no step of its own.
      await row.press('Enter')
      await drawer.waitFor()
      await page.keyboard.press('Escape')
      await drawer.waitFor({ state: 'hidden' })
      await page.goBack()
      await tab.isAt('Prices')
    })

    test('closes a receipt, which the address names, and then leaves, whichever way it was opened', async () => {
      const account = await site.gateway.account()
      for (const model of ['first-called', 'then-called'])
        await settledCall(site.gateway, account, { admission: { model } })
      const tab = await operator('#/prices')
      const { page } = tab
      await tab.isAt('Prices')
      const usage = `${site.url}/index.html#/usage?customer_id=${account.customerId}`
      await page.goto(usage)
      const receipt = page.getByRole('dialog', { name: 'Receipt of a call' })
      const open = async (model: string) => {
        await page.getByRole('table', { name: 'Calls' }).getByRole('row').filter({ hasText: model }).press('Enter')
        await receipt.getByText(model, { exact: true }).waitFor()
      }
      const isClosed = async () => {
        await receipt.waitFor({ state: 'hidden' })
        expect(page.url()).toBe(usage)
      }
      await open('first-called')
      await page.goBack()
      await isClosed()
      for (const model of ['first-called', 'then-called', 'first-called']) {
        await open(model)
        await page.keyboard.press('Escape')
        await isClosed()
      }
      await open('then-called')
      const linked = page.url()
      await page.goBack()
      await isClosed()
      await page.goBack()
      await tab.isAt('Prices')

      // By a link, as if a row had been opened.
      await page.goto(linked)
      await receipt.waitFor()
      await page.goBack()
      await isClosed()
      await page.goBack()
      await tab.isAt('Prices')
      await page.goto(linked)
      await receipt.waitFor()
      await page.keyboard.press('Escape')
      await isClosed()
      await page.goBack()
      await tab.isAt('Prices')
    })
  })

  describe('the keyboard', () => {
    test('finds help, the content and every row, and stops at nothing between two rows', async () => {
      await site.gateway.account({ customer: { email: 'second@tab.example' } })
      const tab = await operator()
      const { page } = tab
      await page.keyboard.press('Tab')
      await page.getByRole('button', { name: 'Keyboard help' }).click()
      await page.getByRole('dialog', { name: 'Keyboard' }).waitFor()
      await page.keyboard.press('Escape')
      await page.reload()
      await tab.isAt('Overview')
      await page.keyboard.press('Tab')
      const skip = page.getByRole('link', { name: 'Skip to content' })
      expect(await skip.and(page.locator(':focus')).count()).toBe(1)
      await page.keyboard.press('Enter')
      expect(await page.evaluate('document.activeElement.tagName')).toBe('MAIN')
      await page.goto(`${site.url}/index.html#/customers?q=second@tab`)
      const row = page.getByRole('row', { name: /second@tab/ })
      await row.locator('time').waitFor()
      expect(await row.locator('[tabindex="0"]').count()).toBe(0)
    })

    test('or a middle click opens the page of a row in a tab that is signed in', async () => {
      await site.gateway.account({ customer: { email: 'other@tab.example' } })
      const tab = await operator('#/customers?q=other@tab')
      const opened = tab.page.waitForEvent('popup')
      await tab.page
        .getByRole('row', { name: /other@tab/ })
        .getByRole('cell')
        .last()
        .click({ modifiers: ['Control'] })
      const popup = await opened
      await popup.getByRole('heading', { level: 1, name: 'other@tab.example' }).waitFor()
      await tab.isAt('Customers')
    })
  })

  test('an export that ends early is none, and what came of it says nothing of another', async () => {
    const account = await site.gateway.account({ key: { role: 'owner', label: 'main' } })
    for (let calls = 0; calls < 3; calls += 1) await settledCall(site.gateway, account)
    const { page } = await holder(account.key)
    await page.goto(`${site.url}/dashboard.html#/exports`)
    const download = page.getByRole('button', { name: 'Download' })
    const brokenOff = page.getByText('The answer broke off')
    const done = page.getByText(/^3 rows in 1 part/)
    // As a proxy may end it: well, by all that can be seen of the transfer.
    await page.route('**/user-export**', async (route) => {
      const response = await route.fetch()
      const body = await response.body()
      await route.fulfill({ response, body: body.subarray(0, body.lastIndexOf('\n', -2) + 1) })
    })
    await download.click()
    await brokenOff.waitFor()
    expect(await done.count()).toBe(0)
    await page.unroute('**/user-export**')
    await page.getByRole('radio', { name: 'NDJSON' }).check()
    await brokenOff.waitFor({ state: 'hidden' })
    const file = page.waitForEvent('download')
    await download.click()
    expect((await file).suggestedFilename()).toContain('.ndjson')
    await done.waitFor()
    await page.getByRole('radio', { name: 'CSV for Excel' }).check()
    await done.waitFor({ state: 'hidden' })
  })

  test('Esc closes what is on top alone, and what was typed below is asked about before another screen', async () => {
    const { customerId } = await site.gateway.account({ key: { label: 'below' } })
    const tab = await operator(`#/customers/${customerId}`)
    const { page } = tab
    const goTo = page.getByRole('textbox', { name: 'Go to' })
    const topUp = page.getByRole('dialog', { name: /^Top up/ })
    await page.getByRole('button', { name: 'Top up' }).click()
    await topUp.getByLabel('Amount').fill('12')
    await page.keyboard.press('Control+k')
    await goTo.fill('prices')
    await page.keyboard.press('Escape')
    await goTo.waitFor({ state: 'hidden' })
    expect(await topUp.getByLabel('Amount').inputValue()).toBe('12')
    await page.keyboard.press('Escape')
    await topUp.waitFor({ state: 'hidden' })

    await page.goto(`${site.url}/index.html#/customers/${customerId}/keys`)
    await page.getByRole('row').filter({ hasText: 'below' }).press('Enter')
    const drawer = page.getByRole('dialog', { name: 'below' })
    await drawer.getByRole('button', { name: 'Revoke' }).click()
    const revoke = page.getByRole('dialog', { name: 'Revoke' })
    await revoke.getByRole('button', { name: 'Cancel' }).waitFor()
    await page.keyboard.press('Escape')
    await revoke.waitFor({ state: 'hidden' })
    await drawer.getByLabel('Notes').fill('a note')
    await page.keyboard.press('Control+k')
    await goTo.fill('prices')
    await page.getByRole('dialog').getByRole('button', { name: 'Prices' }).waitFor()
    await page.keyboard.press('Enter')
    await question(page).waitFor()
    await page.keyboard.press('Escape')
    await question(page).waitFor({ state: 'hidden' })
    expect(await drawer.getByLabel('Notes').inputValue()).toBe('a note')
    await page.keyboard.press('Control+k')
    await goTo.fill('prices')
    await page.getByRole('dialog').getByRole('button', { name: 'Prices' }).waitFor()
    await page.keyboard.press('Enter')
    await question(page).getByRole('button', { name: 'Discard changes' }).click()
    await tab.isAt('Prices')
  })

  test('the customer who was chosen is the one of the next screen, and all again where somebody says so', async () => {
    const { customerId } = await site.gateway.account({ customer: { email: 'carried@along.example' } })
    const tab = await operator('#/keys')
    const { page, goTo } = tab
    await page.getByRole('combobox', { name: 'Customer' }).click()
    await page.getByRole('combobox', { name: 'Customer' }).fill('carried@along')
    await page.getByRole('option', { name: /carried@along/ }).click()
    for (const screen of ['Usage', 'Ledger', 'Devices', 'Invoices', 'Exports', 'Jobs']) {
      await goTo(screen)
      await expect.poll(() => page.url()).toContain(`customer_id=${customerId}`)
      await expect
        .poll(() => page.getByRole('combobox', { name: 'Customer' }).inputValue())
        .toBe('carried@along.example')
    }
    await page.getByRole('button', { name: 'Clear the customer' }).press('Enter')
    await expect.poll(() => page.url()).not.toContain('customer_id')
    await goTo('Usage')
    await page.getByRole('heading', { name: 'Top customers' }).waitFor()
  })

  test('the monitor names whom an event is about, and leads to where old events are deleted', async () => {
    const { customerId, keyId } = await site.gateway.account({
      customer: { email: 'named@monitor.example' },
      key: { label: 'ci', key_last4: 'c1c1' },
    })
    const event: NewEventRow = { created_at: new Date().toISOString(), level: 'warn', kind: 'blocked' }
    const old = { ...event, created_at: '2026-01-01T00:00:00.000Z' }
    await writeEvents(site.gateway.books, [old, { ...event, customer_id: customerId, api_key_id: keyId }])
    const tab = await operator(`#/monitor?customer_id=${customerId}`)
    const { page } = tab
    await page.getByRole('row').nth(1).press('Enter')
    const drawer = page.getByRole('dialog')
    await drawer.getByRole('link', { name: 'named@monitor.example' }).waitFor()
    await drawer.getByRole('link', { name: 'ci …c1c1' }).click()
    await tab.isAt('named@monitor.example')
    await page.getByRole('row').filter({ hasText: '…c1c1' }).waitFor()
    await tab.goTo('Monitor')
    await page.getByRole('link', { name: 'How long they are kept' }).click()
    await tab.isAt('Settings and health')
    await expect.poll(() => tab.fact('Oldest event').textContent(), { timeout: PATIENCE_MS }).toContain('Jan 1')
    await page.getByRole('button', { name: 'Delete old events' }).click()
    const question = page.getByRole('dialog', { name: 'Delete old events' })
    await question.getByLabel('Older than').fill('60')
    await question.getByRole('button', { name: 'Delete old events' }).click()
    await page.getByText('Deleted: 1 event older than 60 days.').waitFor()
    await expect.poll(() => tab.fact('Oldest event').textContent(), { timeout: PATIENCE_MS }).not.toContain('Jan 1')
    expect(await tab.fact('Last deleted by hand').textContent()).not.toBe('never')
  })

  test('payments that are not set up are said before anybody asks for them', async () => {
    const { key, customerId } = await site.gateway.account({ key: OWNER })
    const { page } = await holder(key)
    await page.goto(`${site.url}/dashboard.html#/billing`)
    await page.getByText('Payments are not set up on this gateway').waitFor()
    const tab = await operator(`#/customers/${customerId}`)
    await tab.page.getByRole('button', { name: 'Checkout link' }).click()
    await tab.page.getByRole('dialog').getByText('Payments are not set up on this gateway').waitFor()
  })

  test('a rotation says until when the old text works', async () => {
    const { customerId } = await site.gateway.account({ key: { label: 'turn me' } })
    const { page } = await operator(`#/customers/${customerId}/keys`)
    await page.getByRole('row').filter({ hasText: 'turn me' }).press('Enter')
    await page.getByRole('button', { name: 'Rotate…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Rotate “turn me”' })
    await dialog.getByText(/The old text works until \w+ \d+, /).waitFor()
    await dialog.getByRole('combobox', { name: 'Grace period of the old key' }).click()
    await page.getByRole('option', { name: 'None: it stops at once' }).click()
    await dialog.getByText('The old text stops working at once.').waitFor()
  })

  describe('at the sign-in', () => {
    test('one can type at once, sees where the secret comes from, and the way to the other console', async () => {
      const { page } = await site.open('index.html')
      await secretField(page, 'Password').waitFor()
      await expect.poll(() => page.evaluate('document.activeElement.tagName')).toBe('INPUT')
      await page.getByText('its first start says where it is').waitFor()
      await page.getByRole('link', { name: 'Sign in to your dashboard' }).click()
      await page.getByText('Ask your operator for a key').waitFor()
      await page.getByRole('link', { name: 'Sign in to the console' }).click()
      await secretField(page, 'Password').waitFor()
    })

    test('who is locked out reads until when, and how to unlock', async () => {
      const { page } = await site.open('index.html')
      await page.route('**/admin-login', (route) =>
        route.fulfill({
          status: 429,
          headers: { 'retry-after': '600' },
          json: { error: 'Too many failed sign-ins from this address', code: 'LOGIN_LOCKED', shared_address: true },
        }),
      )
      await secretField(page, 'Password').fill('a guess')
      await page.getByRole('button', { name: 'Sign in' }).click()
      const alert = page.getByRole('alert')
      await alert.getByText(/You can try again at \d+:\d\d:\d\d/).waitFor()
      await alert.getByText('delete from login_failures').waitFor()
      await alert.getByText('Everybody behind the proxy before this gateway counts as one address').waitFor()
    })

    test('a Gateway Base that does not answer says which origin it has to allow', async () => {
      const tab = await site.open('index.html')
      await tab.page.getByRole('button', { name: /^Gateway Base/ }).click()
      await tab.page.getByLabel('Address of the gateway').fill('http://127.0.0.1:9')
      await tab.page.getByRole('button', { name: 'Check and save' }).click()
      await tab.page.getByText(`its ALLOWED_ORIGINS has to name ${site.url}`).waitFor()
      forgive(tab)
    })
  })
})
