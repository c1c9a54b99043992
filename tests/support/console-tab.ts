import type { Locator, Page } from 'playwright-core'
import { SECRETS } from './gateway.ts'

/** How long anything may take on a slow machine until a test gives up on it. */
export const PATIENCE_MS = 20_000

/** A tab of a console, driven in users' words, with everything that a browser complained about in it. */
export type Tab = {
  page: Page
  /** Script errors, errors in the console, violations of the page's policy, and dialogs; a test expects none. */
  troubles: string[]
  signInAsOperator: () => Promise<void>
  signInWithKey: (key: string) => Promise<void>
  /** Goes to a screen by the navigation. */
  goTo: (screen: string) => Promise<void>
  /** Waits for the first heading of that name, which every screen has one of. */
  isAt: (screen: string) => Promise<void>
  /** What stands beside a name in a list of facts. */
  fact: (name: string) => Locator
}

// Both are said in the console, whose errors are collected.
const WATCH = `
  addEventListener('securitypolicyviolation', (event) =>
    console.error('policy violated: ' + event.violatedDirective + ' ' + event.blockedURI))`

/** A refusal of the gateway's is an answer; whether it was expected is for the test to see on the screen. */
const isAnswer = (text: string, url: string): boolean =>
  text.startsWith('Failed to load resource') && /\/\.netlify\/functions\/|\/v1\//.test(url)

/** Where a secret is typed; it has no role, and a mark beside its label says that it is required. */
export const secretField = (page: Page, label: 'Password' | 'Virtual key'): Locator =>
  page.getByLabel(new RegExp(`^${label}`))

/** Watches over a page that has loaded nothing yet. */
export const watchTab = async (page: Page): Promise<Tab> => {
  const troubles: string[] = []
  page.setDefaultTimeout(PATIENCE_MS)
  page.on('pageerror', (error) => troubles.push(`error: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error' && !isAnswer(message.text(), message.location().url))
      troubles.push(`console: ${message.text()}`)
  })
  page.on('dialog', (dialog) => {
    troubles.push(`dialog: ${dialog.message()}`)
    dialog.dismiss().catch(() => undefined)
  })
  await page.addInitScript(WATCH)
  const isAt = (screen: string) => page.getByRole('heading', { level: 1, name: screen, exact: true }).waitFor()
  const signIn = async (label: 'Password' | 'Virtual key', secret: string) => {
    await secretField(page, label).fill(secret)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('navigation', { name: 'Screens' }).waitFor({ state: 'attached' })
  }
  return {
    page,
    troubles,
    signInAsOperator: () => signIn('Password', SECRETS.ADMIN_PASSWORD),
    signInWithKey: (key) => signIn('Virtual key', key),
    goTo: async (screen) => {
      await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: screen, exact: true }).click()
      await isAt(screen)
    },
    isAt,
    fact: (name) =>
      page
        .getByRole('term')
        .filter({ hasText: new RegExp(`^${name}$`) })
        .locator('xpath=following-sibling::dd'),
  }
}
