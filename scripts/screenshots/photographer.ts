import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import {
  firstRowThatOpens,
  openScreen,
  screensOf,
  settled,
  withQuery,
  type ScreenLink,
} from '../../tests/support/console-screens.ts'
import type { Look } from './looks.ts'

export type Visit = {
  /** The file in the site, and what its pictures are called after. */
  console: { file: string; name: string }
  url: string
  look: Look
  signIn: (page: Page) => Promise<void>
  /** What to add to the addresses of the navigation. */
  query: string
  /** Screens that the navigation does not lead to. */
  more?: (page: Page) => Promise<readonly ScreenLink[]>
  /** What is done on a screen, by its name, before its picture is taken. */
  prepare: Readonly<Record<string, (page: Page) => Promise<void>>>
  directory: string
  say: (line: string) => void
}

/** A picture of the sign-in, of every screen that the navigation leads to, and of what the first row of its list opens. */
export const photograph = async (browser: Browser, visit: Visit): Promise<number> => {
  const { console: place, look, directory } = visit
  const { colorScheme, viewport } = look
  const hand = viewport.width < 500 ? { isMobile: true, hasTouch: true } : {}
  const context = await browser.newContext({ colorScheme, viewport, ...hand, locale: 'en-US', timezoneId: 'UTC' })
  const page = await context.newPage()
  const folder = join(directory, place.name, look.name)
  await mkdir(folder, { recursive: true })
  let taken = 0
  const take = async (name: string, fullPage: boolean): Promise<void> => {
    const file = `${String(taken).padStart(2, '0')}-${name.toLowerCase().replaceAll(/[^a-z]+/g, '-')}.png`
    // Nothing is pointed at, and pictures have come.
    await page.mouse.move(0, 0)
    await page.waitForLoadState('networkidle', { timeout: 2_000 }).catch(() => undefined)
    await page.screenshot({ path: join(folder, file), animations: 'disabled', fullPage })
    taken += 1
  }
  await page.goto(`${visit.url}/${place.file}`)
  await page.getByRole('button', { name: 'Sign in' }).waitFor()
  await take('sign-in', false)
  await visit.signIn(page)
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('link').first().waitFor({ state: 'attached' })
  const screens = [...withQuery(await screensOf(page), visit.query), ...((await visit.more?.(page)) ?? [])]
  for (const { hash, name } of screens) {
    visit.say(`${place.name}, ${look.name}: ${name}`)
    await openScreen(page, hash)
    await visit.prepare[name]?.(page)
    // What is further down is drawn for those who go there.
    await page.evaluate('scrollTo(0, document.body.scrollHeight)')
    await settled(page)
    await page.evaluate('scrollTo(0, 0)')
    await take(name, true)
    const row = await firstRowThatOpens(page)
    if (row === undefined) continue
    const address = page.url()
    await row.press('Enter')
    // Some lead to a screen of their own.
    if (page.url() !== address) continue
    await page.getByRole('dialog').waitFor()
    await settled(page)
    await take(`${name}-opened`, false)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
  }
  await context.close()
  return taken
}
