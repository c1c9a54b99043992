import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { expect, vi } from 'vitest'
import { z } from 'zod'
import { routes as worker } from '../../netlify/functions/gateway-job-run-background.ts'
import { bundleClient } from '../../scripts/build/bundle-client.ts'
import { startBrowser } from './browser.ts'
import { SECRETS } from './gateway.ts'
import { withMonitor } from './monitor.ts'
import { servePages, type PageFile, type PageServer } from './page-server.ts'
import { startSdkGateway, type SdkGateway } from './sdk-gateway.ts'

const usage = z.looseObject({ input_tokens: z.number(), output_tokens: z.number(), cost_usd: z.string() })

const outcome = z.object({
  result: z
    .looseObject({ ok: z.literal(true), text: z.string(), mode: z.string(), usage: usage.nullable() })
    .optional(),
  error: z
    .looseObject({ isOurs: z.boolean(), kind: z.string().optional(), text: z.string(), usage: usage.nullable() })
    .partial({ text: true, usage: true })
    .optional(),
  meta: z.array(z.looseObject({})),
  deltas: z.array(z.string()),
  statuses: z.array(z.string()),
  progress: z.array(z.looseObject({ characters: z.number(), tokens: z.number(), elapsedMs: z.number() })),
  done: z.array(z.looseObject({})),
})
/** How a chat in the page ended, and everything that its callbacks were told. */
export type Outcome = z.output<typeof outcome>

export type ClientPage = {
  page: Page
  /** KaixuClient.autoChat in the page. */
  ask: (options: Record<string, unknown>) => Promise<Outcome>
  /** Waits until the callbacks were told as much: an expression about `seen`. */
  until: (expression: string) => Promise<void>
  /** Aborts the signal that every chat of the page has. */
  giveUp: () => Promise<void>
}

/** Somebody's website with the browser client in it, a browser, and a gateway (whose jobs are worked on) on another origin. */
export type ClientSite = AsyncDisposable & {
  served: SdkGateway
  pages: PageServer
  browser: Browser
  /** `/script.html`: by a script tag; `/module.html`: as a module. `prepare` comes before the page is loaded. */
  open(address?: string, prepare?: (page: Page) => Promise<unknown>): Promise<ClientPage>
  /** Closes the pages, and expects the books to be in order. */
  inOrder(): Promise<void>
}

const DRIVER = join(import.meta.dirname, '..', 'browser', 'driver.js')

const html = (scripts: string): PageFile => ({ type: 'text/html', body: `<!doctype html><title>App</title>${scripts}` })
const script = (body: string): PageFile => ({ type: 'text/javascript', body })

const filesOf = async (directory: string): Promise<Record<string, PageFile>> => {
  const [client, module, driver] = await Promise.all(
    [join(directory, 'kaixu-client.js'), join(directory, 'kaixu-client.mjs'), DRIVER].map((file) =>
      readFile(file, 'utf8'),
    ),
  )
  return {
    '/script.html': html('<script src="/driver.js"></script><script src="/kaixu-client.js"></script>'),
    '/module.html': html('<script src="/driver.js"></script><script type="module" src="/app.js"></script>'),
    '/app.js': script(`import * as KaixuClient from './kaixu-client.mjs'\nwindow.KaixuClient = KaixuClient\n`),
    '/kaixu-client.js': script(client ?? ''),
    '/kaixu-client.mjs': script(module ?? ''),
    '/driver.js': script(driver ?? ''),
  }
}

export const startClientSite = async (environment: Record<string, string> = {}): Promise<ClientSite> => {
  const directory = await mkdtemp(join(tmpdir(), 'kaixu-client-'))
  await bundleClient(directory)
  const pages = await servePages(await filesOf(directory))
  const headers = { 'x-kaixu-job-secret': SECRETS.JOB_WORKER_SECRET }
  const served = await startSdkGateway({ ALLOWED_ORIGINS: pages.url, JOB_FLUSH_MS: '50', ...environment }, (deps) => ({
    ...withMonitor(deps),
    wakeWorker: (id) => void served.gateway.call(worker, { body: { id }, headers }).catch(() => undefined),
  }))
  const browser = await startBrowser()
  return {
    served,
    pages,
    browser,
    open: async (address = `${pages.url}/script.html`, prepare) => {
      const page = await (await browser.newContext()).newPage()
      await prepare?.(page)
      await page.goto(address)
      return clientPage(page)
    },
    inOrder: async () => {
      for (const context of browser.contexts()) await context.close()
      await served.inOrder()
    },
    [Symbol.asyncDispose]: async () => {
      await browser.close()
      await served[Symbol.asyncDispose]()
      await pages[Symbol.asyncDispose]()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

const clientPage = async (page: Page): Promise<ClientPage> => {
  // Playwright's own waiting evaluates text in the page, which its policy forbids.
  const until = (expression: string) =>
    vi.waitFor(async () => expect(await page.evaluate(expression), expression).toBe(true), {
      timeout: 10_000,
      interval: 20,
    })
  await until('window.KaixuClient !== undefined')
  return {
    page,
    ask: async (options) => outcome.parse(await page.evaluate(`ask(${JSON.stringify(options)})`)),
    until,
    giveUp: () => page.evaluate('giveUp()'),
  }
}
