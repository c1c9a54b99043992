import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { routes as chat } from '../../netlify/functions/gateway-chat.ts'
import { monthName } from '../../web/consoles/shared/format.ts'
import { browserIsMissing } from '../support/browser.ts'
import { startConsoleSite, type ConsoleSite } from '../support/console-site.ts'
import { PATIENCE_MS, type Tab } from '../support/console-tab.ts'
import type { Account } from '../support/gateway.ts'
import { delivered } from '../support/money-in.ts'
import { settledCall, sibling, thisMonth } from '../support/reports.ts'
import { newPayment, sessionEvent } from '../support/stripe-events.ts'
import { startStubStripe, type StubStripe } from '../support/stub-stripe.ts'

const OWNER = { role: 'owner', label: 'main' }

describe.skipIf(browserIsMissing())('a customer', { timeout: 120_000 }, () => {
  let site: ConsoleSite
  let stripe: StubStripe
  beforeAll(async () => {
    stripe = await startStubStripe()
    site = await startConsoleSite({
      environment: { ...stripe.environment, SANDBOX_DELAY_MS: '5' },
    })
  })
  afterEach(() => site.quiet())
  afterAll(async () => {
    await site[Symbol.asyncDispose]()
    await stripe.close()
  })

  const signedIn = async ({ key }: Account): Promise<Tab> => {
    const tab = await site.open('dashboard.html')
    await tab.signInWithKey(key)
    await tab.isAt('Overview')
    return tab
  }
  const conversation = (page: Page) => page.getByRole('log', { name: 'Conversation' })
  const ask = async (page: Page, question: string): Promise<void> => {
    await page.getByLabel('Your message').fill(question)
    await page.getByLabel('Your message').press('Enter')
  }
  const costOf = async ({ customerId }: Account): Promise<string> => {
    const rows = await site.gateway.books.query(
      `select trim_scale(cost_pico::numeric / 1e12)::text as usd from usage_events where customer_id = $1`,
      [customerId],
    )
    expect(rows).toHaveLength(1)
    return (rows as { usd: string }[])[0]?.usd ?? '' // The one column just asked for.
  }

  test('signs in with a key, which is kept nowhere', async () => {
    const account = await site.gateway.account({ key: OWNER })
    const { page } = await signedIn(account)
    const kept = await page.evaluate(
      `document.documentElement.outerHTML + JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href])`,
    )
    expect(kept).not.toContain(account.key.slice(8, 40))
    await page.reload()
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
  })

  test('whose clock is wrong is shown the month that it is; an earlier one stays over a reload', async () => {
    const account = await site.gateway.account({ key: OWNER })
    await site.gateway.books.query(`update customers set created_at = now() - interval '40 days' where id = $1`, [
      account.customerId,
    ])
    const tab = await site.open('dashboard.html')
    const { page } = tab
    // A month and more ahead of the gateway's.
    await page.addInitScript(`{
      const Real = Date
      const now = () => Real.now() + 40 * 86_400_000
      globalThis.Date = class extends Real {
        constructor(...given) { given.length === 0 ? super(now()) : super(...given) }
        static now() { return now() }
      }
    }`)
    await page.reload()
    await tab.signInWithKey(account.key)
    await page.getByText('Remaining this month').waitFor()
    const month = page.getByRole('combobox', { name: 'Month' })
    expect(await month.inputValue()).toBe(monthName(thisMonth()))
    await month.click()
    const options = await page.getByRole('option').allInnerTexts()
    expect([2, 3]).toContain(options.length)
    await page.getByRole('option', { name: options[1] ?? '', exact: true }).click()
    await page.getByText('Remained').waitFor()
    await page.reload()
    await page.getByText('Remained').waitFor()
    expect(await month.inputValue()).toBe(options[1])
  })

  test('with a key that does not work is told so', async () => {
    const { page } = await site.open('dashboard.html')
    await page.getByLabel(/^Virtual key/).fill(`kx_live_${'x'.repeat(43)}`)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('alert').getByText('There is no such key').waitFor()
  })

  test('hears an answer as it comes; answer, usage, receipt, overview and ledger agree on what it cost', async () => {
    const account = await site.gateway.account({ key: OWNER })
    const tab = await signedIn(account)
    const { page, goTo, fact } = tab
    await goTo('Playground')
    await page.getByRole('combobox', { name: 'Model' }).click()
    await page.getByRole('option', { name: /lorem/ }).click()
    await page.getByLabel('Max tokens').fill('300')
    await ask(page, 'Tell me something')
    await conversation(page)
      .getByText(/≈ [1-9]\d* tokens/)
      .waitFor()
    await conversation(page)
      .getByText(/Lorem ipsum/)
      .waitFor()
    const bill = conversation(page).getByText(/[\d,]+ tokens in, 300 out, \$/)
    await bill.waitFor()
    const usd = await costOf(account)
    await bill.getByText('$').last().focus()
    await page.getByRole('tooltip', { name: `exactly $${usd}` }).waitFor()

    await goTo('Usage')
    await page.getByRole('table', { name: 'Calls' }).getByRole('row').nth(1).press('Enter')
    const receipt = page.getByRole('dialog', { name: 'Receipt' })
    await receipt.getByText(`$${usd}`, { exact: true }).first().waitFor()
    const output = receipt.getByRole('row').filter({ hasText: /^Output/ })
    // At the price of today's list the two classes make the charge exactly.
    await output.getByText('$', { exact: false }).first().waitFor()
    expect(await output.getByRole('cell').nth(1).textContent()).toBe('300')
    await page.keyboard.press('Escape')
    await goTo('Overview')
    const spent = page.getByText('Spent', { exact: true }).locator('xpath=following-sibling::*')
    await spent.getByText(/^\$0\.000/).hover()
    await page.getByRole('tooltip', { name: `exactly $${usd}` }).waitFor()
    await goTo('Ledger')
    await page.getByRole('table').getByRole('row').nth(1).press('Enter')
    await page.getByRole('dialog', { name: 'Entry 1' }).waitFor()
    expect(await fact('Amount').textContent()).toBe(`-$${usd}`)
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Download and verify' }).click()
    await page.getByText('Verified: 1 entry is in order').waitFor()
  })

  test('goes from an entry of the ledger to the call or the top-ups that it stands for', async () => {
    const account = await site.gateway.account({ key: OWNER })
    await settledCall(site.gateway, account)
    await site.gateway.books.query(`select top_up($1, null, 1550, $2, 'admin')`, [
      account.customerId,
      `stood-for-${account.customerId}`,
    ])
    const { page, goTo } = await signedIn(account)
    const follow = async (kind: string, link: string | RegExp) => {
      await goTo('Ledger')
      await page.getByRole('row').filter({ hasText: kind }).press('Enter')
      await page.getByRole('link', { name: link }).click()
    }
    await follow('Charge', 'Receipt of the call')
    const receipt = page.getByRole('dialog', { name: 'Receipt' })
    await receipt.getByText('How it adds up').waitFor()
    const linked = page.url()
    await page.keyboard.press('Escape')
    await receipt.waitFor({ state: 'hidden' })
    await follow('Top-up', /^Top-ups for/)
    await page.getByRole('table', { name: 'Top-ups' }).getByText('$15.50').waitFor()

    // However many newer calls its request has.
    for (let n = 0; n < 51; n++) await settledCall(site.gateway, account)
    await page.goto(linked)
    await receipt.getByText('How it adds up').waitFor()
    await page.keyboard.press('Escape')
    await receipt.waitFor({ state: 'hidden' })
    await page.goto(linked.replace(/call=\d+/, 'call=999999999'))
    await receipt.getByText('This call is not in this month').waitFor()
  })

  test('at the cap is told which and where to top up, pays at Stripe, and goes on', async () => {
    const account = await site.gateway.account({ capCents: 0, key: OWNER })
    const tab = await signedIn(account)
    const { page, fact } = tab
    await page.route('https://checkout.test/**', (route) =>
      route.fulfill({ contentType: 'text/html', body: 'Pay here' }),
    )
    await tab.goTo('Playground')
    await ask(page, 'Hello')
    await conversation(page).getByRole('alert').getByText('Monthly cap reached').first().waitFor()
    expect(await fact('Which cap').textContent()).toBe('the account’s')
    expect(await fact('Cap').textContent()).toBe('$0.00')
    await conversation(page).getByRole('link', { name: 'Top up' }).click()

    await tab.isAt('Billing')
    await page.getByRole('button', { name: '$50' }).click()
    await page.getByRole('button', { name: 'Pay $50.00 with Stripe' }).click()
    await page.waitForURL('https://checkout.test/**')
    const asked = stripe.requests.at(-1)?.form
    expect(asked?.['metadata[customer_id]']).toBe(account.customerId)
    const back = new URL(asked?.['success_url'] ?? '')
    await page.goto(site.url + back.pathname + back.search)
    await page.getByText('So far no payment by card was credited.').waitFor()
    await tab.isAt('Billing')
    expect(page.url()).not.toContain('billing=')
    await page.getByText('Nothing was topped up yet').waitFor()

    await delivered(site.gateway, sessionEvent('completed', newPayment(account.customerId, 5_000)))
    // It looks again by itself.
    await page.getByRole('cell', { name: '$50.00' }).waitFor()
    await page.getByText('Credited last by card: $50.00').waitFor()
    await tab.goTo('Overview')
    await page.getByText('$0.00 of $50.00 spent').waitFor()
    await tab.goTo('Playground')
    await ask(page, 'Hello again')
    await conversation(page)
      .getByText(/tokens in/)
      .waitFor()
  })

  test('whose seats are taken frees one, and is let in', async () => {
    const account = await site.gateway.account({ key: { ...OWNER, max_devices: 1 } })
    const tab = await signedIn(account)
    const { page } = tab
    const headers = { 'x-kaixu-install-id': 'the-old-laptop' }
    const body = { provider: 'sandbox', model: 'echo', messages: [{ role: 'user', content: 'Hello' }] }
    expect((await site.gateway.call(chat, { key: account.key, body, headers })).status).toBe(200)
    await tab.goTo('Playground')
    await ask(page, 'Hello')
    await conversation(page).getByRole('alert').getByText('SEAT_LIMIT').waitFor()
    await tab.goTo('Devices')
    const row = page.getByRole('row').filter({ hasText: 'the-old-laptop' })
    const seats = (text: string) => row.getByText(text).filter({ visible: true }).waitFor()
    await seats('Its only seat is taken')
    await page.getByText('a further device is refused').waitFor()
    await row.getByRole('button', { name: 'Revoke' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
    await row.getByText('revoked').waitFor()
    await seats('0 of 1 seat taken')
    await tab.goTo('Playground')
    await page.getByRole('button', { name: 'Ask again' }).click()
    await conversation(page)
      .getByText(/tokens in/)
      .waitFor()
  })

  test('makes a key for an app and revokes it: whoever is signed in with it is out, and comes back to the same place', async () => {
    const account = await site.gateway.account({ key: OWNER })
    const other = await sibling(site.gateway, account)
    const owner = await signedIn(account)
    const app = await signedIn(other)
    await app.goTo('Usage')

    await owner.goTo('Keys')
    const row = owner.page.getByRole('row').filter({ hasText: `…${other.key.slice(-4)}` })
    await row.press('Enter')
    await owner.page.getByRole('button', { name: 'Revoke key' }).click()
    await owner.page.getByRole('dialog', { name: 'Revoke key' }).getByRole('button', { name: 'Revoke key' }).click()
    await row.getByText('revoked').waitFor()

    await app.page.getByRole('link', { name: 'Devices', exact: true }).click()
    await app.page.getByRole('dialog', { name: 'Signed out' }).getByText('The key is not valid').waitFor()
    await app.signInWithKey(account.key)
    await app.isAt('Devices')
  })

  test('rotates the key in use: the new text is shown once, and both work for the grace period', async () => {
    const account = await site.gateway.account({ key: OWNER })
    const { page, goTo } = await signedIn(account)
    await goTo('Keys')
    await page.getByRole('row').filter({ hasText: 'this one' }).press('Enter')
    await page.getByRole('button', { name: 'Rotate key' }).click()
    const dialog = page.getByRole('dialog', { name: 'Rotate key' })
    await dialog.getByRole('button', { name: 'Rotate', exact: true }).click()
    const card = page.getByRole('dialog', { name: 'Your new key' })
    const fresh = (await card.getByTestId('secret').textContent()) ?? ''
    expect(await card.getByRole('button', { name: 'Done' }).isDisabled()).toBe(true)
    await card.getByLabel('I have kept it').check()
    await card.getByRole('button', { name: 'Done' }).click()
    await expect.poll(() => page.content(), { timeout: PATIENCE_MS }).not.toContain(fresh)
    const second = await site.open('dashboard.html')
    await second.signInWithKey(fresh)
    await second.isAt('Overview')
    await goTo('Usage')
  })

  test('who may only look is told who can do the rest', async () => {
    const tab = await signedIn(await site.gateway.account({ key: { role: 'viewer' } }))
    for (const screen of ['Playground', 'Keys', 'Billing', 'Invoices', 'Alerts']) {
      await tab.goTo(screen)
      await tab.page.getByText(/^This needs a key with the role/).waitFor()
    }
    expect(await tab.page.getByRole('radiogroup', { name: 'Whose usage' }).count()).toBe(0)
  })
})
