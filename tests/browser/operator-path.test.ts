import { randomUUID } from 'node:crypto'
import type { Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { routes as chat } from '../../netlify/functions/gateway-chat.ts'
import { monthName } from '../../web/consoles/shared/format.ts'
import { browserIsMissing } from '../support/browser.ts'
import { startConsoleSite, type ConsoleSite } from '../support/console-site.ts'
import { PATIENCE_MS, secretField, type Tab } from '../support/console-tab.ts'
import { createTestGateway, SECRETS } from '../support/gateway.ts'
import { serveRoutes } from '../support/http-gateway.ts'
import { settledCall } from '../support/reports.ts'

const HELLO = { provider: 'sandbox', model: 'echo', messages: [{ role: 'user', content: 'Hello' }], max_tokens: 8 }

const monthsAgo = (howMany: number): string => {
  const now = new Date()
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - howMany, 1)).toISOString().slice(0, 7)
}

const CLIPBOARD = { permissions: ['clipboard-read', 'clipboard-write'] }

describe.skipIf(browserIsMissing())('an operator', { timeout: 120_000 }, () => {
  let site: ConsoleSite
  beforeAll(async () => {
    site = await startConsoleSite()
  })
  afterEach(() => site.quiet())
  afterAll(() => site[Symbol.asyncDispose]())

  const signedIn = async (): Promise<Tab> => {
    const tab = await site.open('index.html', CLIPBOARD)
    await tab.signInAsOperator()
    await tab.isAt('Overview')
    return tab
  }
  const statusOfCall = async (key: string): Promise<number> =>
    (await site.gateway.call(chat, { key, body: HELLO })).status
  /** All that the page shows or keeps. */
  const everythingIn = (page: Page): Promise<string> =>
    page.evaluate(
      `document.documentElement.outerHTML + JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href])`,
    )
  const copied = (page: Page): Promise<string> => page.evaluate('navigator.clipboard.readText()')

  const isFocused = async (found: Locator): Promise<boolean> =>
    (await found.and(found.page().locator(':focus')).count()) > 0

  /** A customer and its first key, made on the screen. */
  const newCustomer = async ({ page, goTo }: Tab, email: string): Promise<string> => {
    await goTo('Customers')
    await page.getByRole('button', { name: 'New customer' }).first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('E-mail').fill(email)
    await dialog.getByLabel('Monthly cap').fill('25')
    await dialog.getByRole('button', { name: 'Create customer' }).click()
    await dialog.getByLabel('Label').fill('production')
    await dialog.getByRole('button', { name: 'Create key' }).click()
    return (await page.getByRole('dialog', { name: 'Key “production”' }).getByTestId('secret').textContent()) ?? ''
  }

  test('with a wrong password is told so, and stays outside', async () => {
    const { page } = await site.open('index.html')
    await secretField(page, 'Password').fill('a guess')
    await page.getByRole('button', { name: 'Sign in' }).click()
    const alert = page.getByRole('alert')
    await alert.getByText('This is not the password').waitFor()
    expect(await alert.getByRole('button', { name: 'Copy the request id' }).count()).toBe(1)
    expect(await page.getByRole('navigation').count()).toBe(0)
  })

  test('makes a customer with a key: its text is shown once, must be copied, works, and is nowhere afterwards', async () => {
    const tab = await signedIn()
    const { page } = tab
    const key = await newCustomer(tab, 'ops@first.example')
    expect(key).toMatch(/^kx_live_[\w-]{43}$/)
    const card = page.getByRole('dialog', { name: 'Key “production”' })
    const done = card.getByRole('button', { name: 'Done' })
    expect(await done.isDisabled()).toBe(true)
    await page.keyboard.press('Escape')
    await card.getByTestId('secret').waitFor()
    await card.getByRole('button', { name: 'Copy' }).click()
    expect(await copied(page)).toBe(key)
    await done.click()
    await tab.isAt('ops@first.example')
    expect(await everythingIn(page)).not.toContain(key)
    expect(await statusOfCall(key)).toBe(200)

    await page.getByRole('tab', { name: 'Keys' }).click()
    await page
      .getByRole('row')
      .filter({ hasText: 'production' })
      .getByText(`…${key.slice(-4)}`)
      .waitFor()
    await page.getByRole('tab', { name: 'Audit' }).click()
    for (const action of ['Customer created', 'Key created']) await page.getByRole('cell', { name: action }).waitFor()
  })

  test('changes a policy; what the gateway refuses is said at the input, and what was not changed is not sent', async () => {
    const { customerId } = await site.gateway.account()
    const { page } = await signedIn()
    await page.goto(`${site.url}/index.html#/customers/${customerId}/policy`)
    const alertAddress = page.getByLabel('Alert address')
    await alertAddress.fill('http://169.254.169.254/latest')
    await page.getByRole('button', { name: 'Save changes' }).click()
    await expect.poll(() => alertAddress.getAttribute('aria-invalid')).toBe('true')
    await alertAddress.fill('')
    await page.getByLabel('Monthly cap').fill('12.34')
    await page.getByText('1 field is changed.').waitFor()
    const sent = page.waitForRequest((request) => request.method() === 'PATCH')
    await page.getByRole('button', { name: 'Save changes' }).click()
    expect((await sent).postDataJSON()).toEqual({ monthly_cap_cents: 1_234 })
    await page.getByText('Nothing is changed.').waitFor()
    expect(
      await site.gateway.books.query('select monthly_cap_cents from customers where id = $1', [customerId]),
    ).toEqual([{ monthly_cap_cents: 1_234 }])
  })

  test('tops a customer up by hand: the cap of the screen is raised, once', async () => {
    const { customerId } = await site.gateway.account({ capCents: 1_000 })
    const { page } = await signedIn()
    await page.goto(`${site.url}/index.html#/customers/${customerId}`)
    await page.getByText('$0.00 of $10.00 spent').waitFor()
    await page.getByRole('button', { name: 'Top up' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('combobox', { name: 'Month' }).click()
    // The gateway takes no money for a month that has ended.
    const offered = [0, -1, -2, -3].map((ago) => monthName(monthsAgo(ago)))
    await expect.poll(() => page.getByRole('option').allTextContents()).toEqual(offered)
    await page.getByRole('option').first().click()
    await dialog.getByLabel('Amount').fill('15.50')
    await dialog.getByRole('button', { name: 'Credit $15.50' }).dblclick()
    await page.getByText('$0.00 of $25.50 spent').waitFor()
    const rows = await site.gateway.books.query('select amount_cents from topup_events where customer_id = $1', [
      customerId,
    ])
    expect(rows).toEqual([{ amount_cents: 1_550 }])
  })

  test('takes back a top-up by hand, after being asked, and once', async () => {
    const { customerId } = await site.gateway.account({ capCents: 1_000 })
    await site.gateway.books.query(`select top_up($1, null, 1550, $2, 'admin')`, [customerId, `mistyped-${customerId}`])
    const { page } = await signedIn()
    await page.goto(`${site.url}/index.html#/ledger?customer_id=${customerId}`)
    const row = page.getByRole('row').filter({ hasText: 'Top-up' })
    await row.getByText('+$15.50').waitFor()
    await row.press('Enter')
    const button = page.getByRole('button', { name: 'Take back' })
    await button.click()
    const question = page.getByRole('dialog', { name: 'Take back' })
    await question.getByText('What was spent of it stays spent').waitFor()
    await question.getByRole('button', { name: 'Take back' }).click()
    await page.getByText('This top-up was taken back.').waitFor()
    expect(await button.count()).toBe(0)
    expect(
      await site.gateway.books.query('select reversed_cents from topup_events where customer_id = $1', [customerId]),
    ).toEqual([{ reversed_cents: 1_550 }])
  })

  test('rotates a key: the new one works at once, the old one until its grace is over', async () => {
    const account = await site.gateway.account({ key: { label: 'rotate me' } })
    const { page } = await signedIn()
    await page.goto(`${site.url}/index.html#/customers/${account.customerId}/keys`)
    await page.getByRole('row').filter({ hasText: 'rotate me' }).press('Enter')
    await page.getByRole('button', { name: 'Rotate…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Rotate “rotate me”' })
    await dialog.getByRole('combobox', { name: 'Grace period of the old key' }).click()
    await page.getByRole('option', { name: 'One hour' }).click()
    await dialog.getByRole('button', { name: 'Rotate key' }).click()
    const card = page.getByRole('dialog', { name: 'New key “rotate me”' })
    const fresh = (await card.getByTestId('secret').textContent()) ?? ''
    await card.getByLabel('I have kept it').check()
    await card.getByRole('button', { name: 'Done' }).click()
    await page.getByRole('row').filter({ hasText: 'Rotating' }).waitFor()
    expect([await statusOfCall(fresh), await statusOfCall(account.key)]).toEqual([200, 200])
    await site.gateway.books.query(`update api_keys set revoked_at = now() where id = $1 and revoked_at > now()`, [
      account.keyId,
    ])
    expect([await statusOfCall(fresh), await statusOfCall(account.key)]).toEqual([200, 401])
  })

  test('looks through the keys and the devices of everybody, and does what has to be done there', async () => {
    const email = 'one-of@everybody.example'
    const { customerId, keyId } = await site.gateway.account({
      customer: { email },
      key: { label: 'lost and found', revoked_at: new Date() },
    })
    await site.gateway.books.query(
      `insert into key_devices (api_key_id, customer_id, install_id, device_label) values ($1, $2, 'laptop-1', 'A stolen laptop')`,
      [keyId, customerId],
    )
    const { page, goTo } = await signedIn()
    await goTo('Devices')
    const device = page.getByRole('row').filter({ hasText: 'A stolen laptop' })
    await device.getByText('Key revoked', { exact: true }).filter({ visible: true }).waitFor()
    expect(await device.innerText()).not.toContain('Allowed')
    await goTo('Keys')
    await page.getByRole('combobox', { name: 'Status' }).click()
    await page.getByRole('option', { name: 'Revoked' }).click()
    const key = page.getByRole('row').filter({ hasText: 'lost and found' }).filter({ hasText: 'Revoked' })
    await key.getByRole('link', { name: email }).waitFor()
    await key.press('Enter')
    await page.getByRole('dialog').getByRole('button', { name: 'Take the revocation back' }).click()
    await key.waitFor({ state: 'detached' })
    await goTo('Devices')
    await device.getByRole('link', { name: email }).waitFor()
    await device.getByText('Allowed', { exact: true }).waitFor()
    await device.getByRole('button', { name: 'Revoke' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
    await device.getByRole('button', { name: 'Restore' }).waitFor()
    expect(
      await site.gateway.books.query(
        `select d.revoked_by, k.revoked_at from key_devices d join api_keys k on k.id = d.api_key_id where k.id = $1`,
        [keyId],
      ),
    ).toEqual([{ revoked_by: 'admin', revoked_at: null }])
  })

  test('goes from everybody’s usage to a model’s calls, the receipt of one, and its customer', async () => {
    const [one, other] = [
      await site.gateway.account({ customer: { email: 'one@usage.example' } }),
      await site.gateway.account({ customer: { email: 'other@usage.example' } }),
    ]
    const rare = { provider: 'groq', model: 'seldom-called' }
    await settledCall(site.gateway, one, { admission: { ...rare, requestId: 'call-of-one' } })
    await settledCall(site.gateway, other, { admission: { ...rare, requestId: 'call-of-other' } })
    await settledCall(site.gateway, other, { admission: { requestId: 'call-of-another-model' } })
    const { page, goTo, isAt } = await signedIn()
    await goTo('Usage')
    const calls = page.getByRole('table', { name: 'Calls' })
    await calls.getByRole('row').filter({ hasText: 'gpt-4o-mini' }).first().waitFor()
    await page
      .getByRole('table', { name: 'Top models' })
      .getByRole('row')
      .filter({ hasText: 'seldom-called' })
      .press('Enter')
    const heading = page.getByRole('heading', { name: 'Calls', exact: true })
    expect(await isFocused(heading)).toBe(true)
    await calls.getByRole('row').filter({ hasText: 'gpt-4o-mini' }).first().waitFor({ state: 'detached' })
    await expect.poll(() => page.getByRole('combobox', { name: 'Model' }).inputValue()).toBe('groq/seldom-called')
    await calls.getByRole('link', { name: 'one@usage.example' }).waitFor()
    await calls.getByRole('row').filter({ hasText: 'other@usage.example' }).press('Enter')
    const receipt = page.getByRole('dialog', { name: 'Receipt of a call' })
    await receipt.getByText('call-of-other').first().waitFor()
    await receipt.getByRole('link', { name: 'other@usage.example' }).click()
    await isAt('other@usage.example')
    await page.goBack()
    await page.getByLabel('Clear model').click()
    await calls.getByRole('row').filter({ hasText: 'gpt-4o-mini' }).first().waitFor()
    await page.getByRole('table', { name: 'Top customers' }).getByRole('link', { name: 'one@usage.example' }).click()
    await expect.poll(() => page.getByRole('combobox', { name: 'Customer' }).inputValue()).toBe('one@usage.example')
    await expect.poll(() => calls.getByRole('row').count()).toBe(2)
    await goTo('Overview')
    await page
      .getByRole('table', { name: 'Top models' })
      .getByRole('row')
      .filter({ hasText: 'seldom-called' })
      .press('Enter')
    // The sums above are of all models.
    await expect.poll(() => isFocused(heading)).toBe(true)
    // Of everybody, whoever was chosen last.
    await calls.getByRole('link', { name: 'other@usage.example' }).waitFor()
    expect(await page.getByRole('combobox', { name: 'Customer' }).inputValue()).toBe('')

    // What is not shown, or is no outcome, status, role or customer at all, narrows nothing: nobody could clear it.
    await page.goto(`${site.url}/index.html#/usage?api_key_id=5&outcome=nope&customer_id=nobody&month=${monthsAgo(80)}`)
    await page.getByText('No calls in this month', { exact: true }).waitFor()
    await page.goto(`${site.url}/index.html#/keys?status=nope&role=banana&sort=luck`)
    await page.getByRole('row').filter({ hasText: 'one@usage.example' }).waitFor()
  })

  test('finds an invoice among everybody’s, and goes back to them', async () => {
    const email = 'billed@everybody.example'
    const { customerId } = await site.gateway.account({ customer: { email, plan_fee_cents: 1_900 } })
    const [newer, older, empty] = [monthsAgo(2), monthsAgo(3), monthsAgo(4)]
    for (const month of [older, newer])
      await site.gateway.books.query(`select issue_invoice($1, $2, 'admin', false, 'S')`, [customerId, month])
    const { page, goTo } = await signedIn()
    const pickMonth = async (month: string) => {
      await page.getByRole('combobox', { name: 'Month' }).click()
      await page.getByRole('option', { name: monthName(month) }).click()
    }
    await goTo('Invoices')
    await page.getByLabel('Search invoices').fill('BILLED@every')
    const list = page.getByRole('table', { name: 'Invoices of all customers' })
    await list.getByText(`${customerId}-${newer}-r1`).waitFor()
    await pickMonth(older)
    await list.getByText(`${customerId}-${newer}-r1`).waitFor({ state: 'detached' })
    await list.getByRole('row').filter({ hasText: email }).press('Enter')
    await page.getByRole('heading', { name: `Invoice ${customerId}-${older}-r1` }).waitFor()
    await expect.poll(() => page.getByRole('combobox', { name: 'Customer' }).inputValue()).toBe(email)
    await page.goBack()
    await list.getByText(`${customerId}-${older}-r1`).waitFor()
    await page.getByLabel('Search invoices').fill('')
    await pickMonth(empty)
    await page.getByText('Invoices are issued by themselves').waitFor()
  })

  test('goes from an entry of the ledger to the call that it stands for, whatever month the address names', async () => {
    const account = await site.gateway.account()
    await settledCall(site.gateway, account)
    const { page } = await signedIn()
    await page.goto(`${site.url}/index.html#/ledger?customer_id=${account.customerId}&month=2026-13`)
    await page.getByRole('row').filter({ hasText: 'Charge' }).press('Enter')
    await page.getByRole('link', { name: 'Receipt of the call' }).click()
    await page.getByRole('dialog', { name: 'Receipt of a call' }).waitFor()
  })

  test('is shown the receipt that was asked for last: one of many that begin the same, another one, again, until it is closed', async () => {
    const account = await site.gateway.account()
    const call = (requestId: string) => settledCall(site.gateway, account, { admission: { requestId } })
    await call('begins-so')
    for (let n = 0; n < 51; n++) await call(`begins-so-${n}`)
    const other = randomUUID()
    await call(other)
    const [{ id } = { id: '' }] = (await site.gateway.books.query(
      `select id from usage_events where request_id = 'begins-so' and customer_id = $1`,
      [account.customerId],
    )) as { id: string }[] // The one column just asked for.
    const { page, isAt, goTo } = await signedIn()
    const receipt = page.getByRole('dialog', { name: 'Receipt of a call' })
    const isOf = (requestId: string) => receipt.getByText(`Request ${requestId}`, { exact: true }).waitFor()
    const askFor = async (requestId: string) => {
      await page.keyboard.press('Control+k')
      await page.getByRole('textbox', { name: 'Go to' }).fill(requestId)
      await page
        .getByRole('dialog')
        .getByRole('button', { name: `Call ${requestId}` })
        .click()
      await isOf(requestId)
    }
    const link = (month: string) =>
      `${site.url}/index.html#/usage?customer_id=${account.customerId}&month=${month}&q=begins-so&call=${id}`
    await goTo('Audit')
    await page.goto(link(monthsAgo(0)))
    await isOf('begins-so')
    await askFor(other)
    await page.keyboard.press('Escape')
    await receipt.waitFor({ state: 'hidden' })
    await page.reload()
    await page.getByRole('row').filter({ hasText: 'gpt-4o-mini' }).first().waitFor()
    expect(await receipt.count()).toBe(0)
    await askFor(other)
    await page.goBack()
    await receipt.waitFor({ state: 'hidden' })
    await isAt('Usage')

    await page.getByRole('table', { name: 'Calls' }).getByRole('row').filter({ hasText: 'gpt-4o-mini' }).press('Enter')
    await isOf(other)
    await page.reload()
    await isOf(other)
    await page.goto(link(monthsAgo(1)))
    await receipt.getByText('This call is not in this month').waitFor()
  })

  test('makes a key for a customer that is chosen in the form itself', async () => {
    const email = 'chosen@form.example'
    const { customerId } = await site.gateway.account({ customer: { email } })
    const { page, goTo } = await signedIn()
    await goTo('Keys')
    await page.getByRole('button', { name: 'New key' }).click()
    const form = page.getByRole('dialog', { name: 'New key' })
    await form.getByLabel('Label').fill('for whom')
    const create = form.getByRole('button', { name: 'Create key' })
    expect(await create.isDisabled()).toBe(true)
    await form.getByRole('combobox', { name: 'Customer' }).fill('chosen@form')
    await page.getByRole('option', { name: email }).click()
    await create.click()
    await page.getByRole('dialog', { name: 'Key “for whom”' }).getByTestId('secret').waitFor()
    expect(
      await site.gateway.books.query(`select 1 as n from api_keys where customer_id = $1 and label = 'for whom'`, [
        customerId,
      ]),
    ).toHaveLength(1)
  })

  test('disables a customer, after being asked, and lets it in again', async () => {
    const account = await site.gateway.account()
    const { page } = await signedIn()
    await page.goto(`${site.url}/index.html#/customers/${account.customerId}`)
    await page.getByRole('button', { name: 'Disable' }).click()
    expect(await statusOfCall(account.key)).toBe(200)
    await page.getByRole('dialog').getByRole('button', { name: 'Disable' }).click()
    await page.getByRole('button', { name: 'Enable' }).waitFor()
    expect(await statusOfCall(account.key)).toBe(403)
    await page.getByRole('button', { name: 'Enable' }).click()
    await page.getByRole('button', { name: 'Disable' }).waitFor()
    expect(await statusOfCall(account.key)).toBe(200)
  })

  test('sees in the live monitor what goes wrong elsewhere, within 2 seconds', async () => {
    const account = await site.gateway.account({ capCents: 0 })
    const tab = await signedIn()
    await tab.goTo('Monitor')
    await tab.page.getByText('Live', { exact: true }).last().waitFor()
    const id = `seen-live-${account.keyId}`
    const began = performance.now()
    const refused = site.gateway.call(chat, {
      key: account.key,
      body: HELLO,
      headers: { 'x-kaixu-request-id': id, 'x-kaixu-app': id },
    })
    expect((await refused).status).toBe(402)
    await tab.page.getByRole('cell', { name: id }).waitFor()
    expect(performance.now() - began).toBeLessThan(2_000)
    await tab.page.getByRole('row').filter({ hasText: id }).press('Enter')
    await tab.page.getByRole('button', { name: 'Everything about this request' }).click()
    await expect.poll(() => tab.page.getByLabel('Search by request id').inputValue()).toBe(id)
    await tab.page.getByRole('cell', { name: id }).waitFor()
  })

  test('finds a screen, a customer and a request from anywhere', async () => {
    const { customerId } = await site.gateway.account({ customer: { email: 'somewhere@found.example' } })
    const { page, isAt } = await signedIn()
    const ask = async (text: string) => {
      await page.keyboard.press('Control+k')
      await page.getByRole('textbox', { name: 'Go to' }).fill(text)
    }
    const choose = (name: string | RegExp) => page.getByRole('dialog').getByRole('button', { name }).click()
    await ask('prices')
    await choose('Prices')
    await isAt('Prices')
    await ask('where@found')
    await choose(/somewhere@found\.example/)
    await isAt('somewhere@found.example')
    expect(page.url()).toContain(`#/customers/${customerId}`)
    await ask('a-request-of-somebody')
    await choose(/Request a-request-of-somebody/)
    await isAt('Monitor')
    await expect.poll(() => page.getByLabel('Search by request id').inputValue()).toBe('a-request-of-somebody')
    await ask('@@')
    await page.getByText('No screen and no customer matches').waitFor()
  })

  test('is asked where to go from a field, and again while the palette still closes', async () => {
    await site.gateway.account({ customer: { email: 'typing@field.example' } })
    const { page, isAt } = await signedIn()
    const goTo = page.getByRole('textbox', { name: 'Go to' })
    await page.goto(`${site.url}/index.html#/customers`)
    await page.getByRole('textbox', { name: 'Search' }).focus()
    await page.keyboard.press('Control+k')
    await goTo.fill('prices')
    await page.getByRole('dialog').getByRole('button', { name: 'Prices' }).waitFor()
    await page.keyboard.press('Enter')
    await page.keyboard.press('Control+k')
    await goTo.fill('typing@field')
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /typing@field\.example/ })
      .waitFor()
    await page.keyboard.press('Enter')
    await isAt('typing@field.example')
  })

  test('opens with Enter what was found: a customer, then the receipt of a call of whom nothing but its request is known', async () => {
    const account = await site.gateway.account({ customer: { email: 'enter@opens.example' } })
    const requestId = randomUUID()
    await settledCall(site.gateway, account, { admission: { requestId } })
    const { page, isAt } = await signedIn()
    const enter = async (text: string, found: string | RegExp) => {
      await page.keyboard.press('Control+k')
      await page.getByRole('textbox', { name: 'Go to' }).fill(text)
      await page.getByRole('dialog').getByRole('button', { name: found }).waitFor()
      await page.keyboard.press('Enter')
    }
    // A name that might be the id of a request, too.
    await enter('opens.example', /enter@opens\.example/)
    await isAt('enter@opens.example')
    await enter(requestId, `Call ${requestId} of enter@opens.example`)
    const receipt = page.getByRole('dialog', { name: 'Receipt of a call' })
    await receipt.getByText(requestId).first().waitFor()
    await page.keyboard.press('Escape')
    await receipt.waitFor({ state: 'hidden' })
    await isAt('Usage')
    await page.goto(`${site.url}/index.html#/monitor?request_id=${requestId}`)
    await page.getByRole('link', { name: 'its receipt' }).click()
    await receipt.waitFor()
  })

  test('talks to another gateway, once its health was seen, and comes back', async () => {
    await using other = await createTestGateway({ ALLOWED_ORIGINS: site.url })
    await using http = await serveRoutes(other)
    await other.account({ customer: { email: 'only@other.example' } })
    const tab = await signedIn()
    const { page } = tab
    const base = () => page.evaluate('localStorage.getItem("KAIXU_API_BASE")')
    const change = async (address: string) => {
      await page.getByRole('button', { name: /^Gateway Base/ }).click()
      await page.getByLabel('Address of the gateway').fill(address)
      await page.getByRole('button', { name: 'Check and save' }).click()
    }
    await change('http://127.0.0.1:9')
    await page.getByText('Nobody answers there').waitFor()
    await page.getByLabel('Address of the gateway').fill('javascript:alert(1)')
    await page.getByRole('button', { name: 'Check and save' }).click()
    await page.getByText('This is no address').waitFor()
    expect(await base()).toBeNull()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })

    await change(`${http.url}/`)
    await tab.signInAsOperator()
    expect(await base()).toBe(http.url)
    await tab.goTo('Customers')
    await page.getByRole('link', { name: 'only@other.example' }).waitFor()
    await change('')
    await tab.signInAsOperator()
    expect(await base()).toBeNull()
    await tab.goTo('Customers')
    await page.getByLabel('Search customers').fill('only@other.example')
    await page.getByText('No customer matches').waitFor()
  }, 60_000)

  test('whose session ended signs in again where it was', async () => {
    const { customerId } = await site.gateway.account({ customer: { email: 'kept@place.example' } })
    const tab = await signedIn()
    await tab.page.goto(`${site.url}/index.html#/customers/${customerId}/keys`)
    await tab.page.getByRole('tab', { name: 'Keys', selected: true }).waitFor()
    await tab.page.evaluate(`sessionStorage.setItem('KAIXU_ADMIN_TOKEN', '{"token":"expired","base":""}')`)
    await tab.page.reload()
    await tab.page.getByText('The session has ended').waitFor()
    await tab.signInAsOperator()
    await tab.isAt('kept@place.example')
    await tab.page.getByRole('tab', { name: 'Keys', selected: true }).waitFor()
  })

  test('needs no mouse', async () => {
    const tab = await site.open('index.html', CLIPBOARD)
    const { page } = tab
    const button = (name: string) => page.getByRole('button', { name, exact: true })
    /** Tab, and again, until the focus is where one wants it. */
    const tabTo = async (wanted: Locator) => {
      for (let presses = 0; presses < 60; presses += 1) {
        if (await isFocused(wanted)) return
        await page.keyboard.press('Tab')
      }
      throw new Error(`Tab does not lead to ${String(wanted)}`)
    }
    const palette = async (screen: string) => {
      await page.keyboard.press('Control+k')
      const asked = page.getByRole('textbox', { name: 'Go to' })
      await asked.waitFor()
      await page.keyboard.type(screen)
      await page.keyboard.press('Enter')
      await tab.isAt(screen)
      await asked.waitFor({ state: 'hidden' })
    }

    await secretField(page, 'Password').waitFor()
    await tabTo(secretField(page, 'Password'))
    await page.keyboard.type(SECRETS.ADMIN_PASSWORD)
    await page.keyboard.press('Enter')
    await tab.isAt('Overview')
    await page.keyboard.press('Shift+?')
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor({ state: 'hidden' })

    await palette('Customers')
    await tabTo(button('New customer'))
    await page.keyboard.press('Enter')
    const email = page.getByLabel('E-mail')
    await email.waitFor()
    await expect.poll(() => isFocused(email)).toBe(true)
    await page.keyboard.type('keys@only.example')
    await page.keyboard.press('Enter')
    await page.getByLabel('Label').waitFor()
    await tabTo(button('Create key'))
    await page.keyboard.press('Enter')
    await page.getByTestId('secret').waitFor()
    await tabTo(button('Copy'))
    await page.keyboard.press('Enter')
    await expect.poll(() => copied(page), { timeout: PATIENCE_MS }).toMatch(/^kx_live_/)
    await tabTo(button('Done'))
    await page.keyboard.press('Enter')
    await tab.isAt('keys@only.example')

    await palette('Customers')
    await page.keyboard.press('/')
    await page.keyboard.type('keys@only')
    await expect.poll(() => page.getByRole('row').count(), { timeout: PATIENCE_MS }).toBe(2)
    await tabTo(page.getByRole('row', { name: /keys@only/ }))
    await page.keyboard.press('Enter')
    await tab.isAt('keys@only.example')
    await tabTo(button('Sign out'))
    await page.keyboard.press('Enter')
    await secretField(page, 'Password').waitFor()
  })
})
