import type { Request } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { browserIsMissing } from '../support/browser.ts'
import { settled } from '../support/console-screens.ts'
import { startConsoleSite, type Console, type ConsoleSite } from '../support/console-site.ts'

describe.skipIf(browserIsMissing())('a page that somebody comes back to', { timeout: 60_000 }, () => {
  let site: ConsoleSite
  let key: string
  beforeAll(async () => {
    site = await startConsoleSite()
    ;({ key } = await site.gateway.account({ key: { role: 'owner' } }))
  })
  afterEach(() => site.quiet())
  afterAll(() => site[Symbol.asyncDispose]())

  /** What is asked for when the page is loaded again, and whether it was before the code that shows it had come. */
  const askedOnReturn = async (console_: Console) => {
    const tab = await site.open(console_)
    await (console_ === 'index.html' ? tab.signInAsOperator() : tab.signInWithKey(key))
    await tab.isAt('Overview')
    await settled(tab.page)
    let isCodeThere = false
    const asked: { url: string; isEarly: boolean }[] = []
    const note = (request: Request) => {
      const { pathname, search } = new URL(request.url())
      const [, name] = pathname.split('/functions/')
      if (name !== undefined) asked.push({ url: name + search, isEarly: !isCodeThere })
    }
    await tab.page.route(/\/sign-in-[^/]*\.js$/, async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 1_000))
      isCodeThere = true
      await route.continue()
    })
    tab.page.on('request', note)
    await tab.page.reload()
    await tab.isAt('Overview')
    await settled(tab.page)
    await tab.page.waitForLoadState('networkidle')
    return asked
  }

  test.each<[Console, RegExp[]]>([
    ['index.html', [/^admin-overview/]],
    ['dashboard.html', [/^user-summary$/, /^user-summary\?scope=customer$/, /^user-billing/]],
  ])('%s asks for its first answers before its code is there, and for none of them twice', async (console_, first) => {
    const asked = await askedOnReturn(console_)
    const early = asked.filter(({ isEarly }) => isEarly).map(({ url }) => url)
    expect(early).toHaveLength(first.length)
    for (const name of first) expect(early).toContainEqual(expect.stringMatching(name))
    expect(asked.map(({ url }) => url)).toHaveLength(new Set(asked.map(({ url }) => url)).size)
  })

  test('index.html asks for nothing while nobody is signed in', async () => {
    const asked: string[] = []
    const tab = await site.open('index.html', {}, (page) => {
      page.on('request', (request) => asked.push(request.url()))
    })
    await tab.page.getByRole('button', { name: 'Sign in' }).waitFor()
    await tab.page.waitForLoadState('networkidle')
    expect(asked.filter((url) => /functions\/|signed-in|first-screen/.test(url))).toEqual([])
  })
})
