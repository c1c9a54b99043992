import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { bundleClient } from '../../scripts/build/bundle-client.ts'
import { browserIsMissing } from '../support/browser.ts'
import { startClientSite, type ClientSite } from '../support/client-site.ts'

describe.skipIf(browserIsMissing())('examples/client.html', () => {
  let site: ClientSite
  let directory: string
  beforeAll(async () => {
    site = await startClientSite({ ALLOWED_ORIGINS: '*' })
    // As in the project after a build.
    directory = await mkdtemp(join(tmpdir(), 'kaixu-example-page-'))
    await cp(join(import.meta.dirname, '..', '..', 'examples'), join(directory, 'examples'), { recursive: true })
    await bundleClient(join(directory, 'dist', 'assets'))
  })
  afterEach(() => site.inOrder())
  afterAll(async () => {
    await site[Symbol.asyncDispose]()
    await rm(directory, { recursive: true, force: true })
  })

  const openedWith = async (fields: Record<string, string>) => {
    const { page } = await site.open(pathToFileURL(join(directory, 'examples', 'client.html')).href)
    for (const [name, value] of Object.entries({ base: site.served.url, ...fields }))
      await page.locator(`[name=${name}]`).fill(value)
    await page.getByRole('button', { name: 'Ask' }).click()
    return page
  }

  test.each([
    ['200', 'stream'],
    ['2000', 'job'],
  ])('opened from the disk, answers a question of %s tokens as a %s', async (tokens, mode) => {
    const { key } = await site.served.account()
    const page = await openedWith({ token: key, tokens, question: 'Tell me something' })
    await page.getByText(new RegExp(`^${mode}: \\d+ tokens in, \\d+ out, \\$0\\.\\d+$`)).waitFor()
    expect(await page.locator('output').textContent()).toContain('ipsum')
  })

  test('says what went wrong', async () => {
    const { key } = await site.served.account({ capCents: 0 })
    const page = await openedWith({ token: key })
    await page.getByText('payment_required: Monthly cap reached').waitFor()
  })
})
