import { execFile } from 'node:child_process'
import { access, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, inject, vi } from 'vitest'

const SCRIPT = join(import.meta.dirname, '..', '..', 'scripts', 'site.ts')

const run = promisify(execFile)

/** The folder of the whole built site: made by the first test file of a run that asks for it, waited for by the others. */
export const builtSite = async (): Promise<string> => {
  const site = join(inject('sharedDirectory'), 'site')
  const isFirst = await mkdir(`${site}.lock`).then(
    () => true,
    () => false,
  )
  // In a process of its own, because Vitest's NODE_ENV would make React's development build of it.
  if (isFirst) await run(process.execPath, [SCRIPT, site], { env: { PATH: process.env['PATH'] } })
  const isThere = () =>
    access(join(site, 'index.html')).then(
      () => true,
      () => false,
    )
  await vi.waitFor(async () => expect(await isThere()).toBe(true), { timeout: 60_000, interval: 50 })
  return site
}
