/** `npm run screenshots`: every screen of both consoles, on a month of business, light and dark, wide and narrow, in .screenshots/. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { startBrowser } from '../tests/support/browser.ts'
import { customerTabsOf } from '../tests/support/console-screens.ts'
import { ADMIN_PASSWORD, startDemoGateway } from './screenshots/demo-gateway.ts'
import { LOOKS } from './screenshots/looks.ts'
import { photograph } from './screenshots/photographer.ts'

const DIRECTORY = join(import.meta.dirname, '..', '.screenshots')
const FIRST_CUSTOMER = '1'

const say = (line: string): void => console.log(`  ${line}`)

const signIn = (label: string, secret: string) => async (page: Page) => {
  await page.getByLabel(new RegExp(`^${label}`)).fill(secret)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

const talk = async (page: Page): Promise<void> => {
  const message = page.getByLabel('Your message')
  await message.fill('Write a friendly reminder about the open invoice of October.')
  await message.press('Enter')
  await page.getByText(/tokens in/).waitFor()
}

const data = await mkdtemp(join(tmpdir(), 'kaixu-screenshots-'))
await rm(DIRECTORY, { recursive: true, force: true })
const gateway = await startDemoGateway(data, say)
const browser = await startBrowser()
try {
  let taken = 0
  for (const look of LOOKS) {
    const visit = { url: gateway.url, look, directory: DIRECTORY, say }
    taken += await photograph(browser, {
      ...visit,
      console: { file: 'index.html', name: 'admin' },
      signIn: signIn('Password', ADMIN_PASSWORD),
      query: `?customer_id=${FIRST_CUSTOMER}`,
      more: async (page) =>
        (await customerTabsOf(page, FIRST_CUSTOMER)).map(({ hash, name }) => ({ hash, name: `Customer-${name}` })),
      prepare: {},
    })
    taken += await photograph(browser, {
      ...visit,
      console: { file: 'dashboard.html', name: 'dashboard' },
      signIn: signIn('Virtual key', gateway.ownerKey),
      query: '',
      prepare: { Playground: talk },
    })
  }
  say(`${taken} pictures in .screenshots/`)
} finally {
  await browser.close()
  await gateway.stop()
  await rm(data, { recursive: true, force: true })
}
