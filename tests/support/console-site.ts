import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Deps } from '../../netlify/functions/_lib/services/deps.ts'
import type { Environment } from '../../netlify/functions/_lib/services/settings.ts'
import { startBrowser } from './browser.ts'
import { builtSite } from './console-build.ts'
import { watchTab, type Tab } from './console-tab.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { gatewayOn, type TestGateway } from './gateway.ts'
import { serveRoutes } from './http-gateway.ts'
import { withMonitor } from './monitor.ts'

export type Console = 'index.html' | 'dashboard.html'

/** A gateway with the built consoles as its site, and a browser before it. */
export type ConsoleSite = AsyncDisposable & {
  gateway: TestGateway
  url: string
  browser: Browser
  /** Somebody's own browser, with a console open in it. `prepare` comes before the page is loaded. */
  open(console: Console, options?: BrowserContextOptions, prepare?: (page: Page) => unknown): Promise<Tab>
  /** Closes everything that was opened, and expects that no browser complained. */
  quiet(): Promise<void>
}

export type ConsoleSiteOptions = {
  environment?: Environment
  change?: (deps: Deps) => Deps
  /** One that is filled already; it goes with the site. */
  database?: TestDatabase
}

/** The same place for everybody, so that texts of times are. */
const HERE: BrowserContextOptions = { locale: 'en-US', timezoneId: 'UTC', viewport: { width: 1440, height: 900 } }

export const startConsoleSite = async ({
  environment = {},
  change = (deps) => deps,
  database,
}: ConsoleSiteOptions = {}): Promise<ConsoleSite> => {
  const site = await builtSite()
  const gateway = gatewayOn(database ?? (await createTestDatabase()), environment, (deps) => change(withMonitor(deps)))
  const http = await serveRoutes(gateway, site)
  const browser = await startBrowser()
  let tabs: Tab[] = []
  return {
    gateway,
    url: http.url,
    browser,
    open: async (console, options, prepare) => {
      const context = await browser.newContext({ ...HERE, ...options })
      const tab = await watchTab(await context.newPage())
      tabs.push(tab)
      prepare?.(tab.page)
      await tab.page.goto(`${http.url}/${console}`)
      return tab
    },
    quiet: async () => {
      const troubles = tabs.flatMap((tab) => tab.troubles)
      tabs = []
      for (const context of browser.contexts()) await context.close()
      expect(troubles).toEqual([])
    },
    [Symbol.asyncDispose]: async () => {
      await browser.close()
      await http[Symbol.asyncDispose]()
      await gateway[Symbol.asyncDispose]()
    },
  }
}
