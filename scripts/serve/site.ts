import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const ROOT = join(import.meta.dirname, '..', '..')
const BUILT = join(ROOT, 'dist')

const run = promisify(execFile)

/**
 * The folder of static files: the one that is named, or the built site, built now when it is missing or older than its sources.
 * Without the tools to build it (an installation without devDependencies), what is there.
 */
export const siteDirectory = async (named: string | undefined, say: (line: string) => void): Promise<string> => {
  if (named !== undefined) return named
  if (await isStale()) {
    say('building the consoles (once)')
    // In a process of its own, so that this one does not carry the tools for ever.
    await run(process.execPath, [join(ROOT, 'scripts', 'site.ts')]).catch(() =>
      say('the consoles could not be built: `npm run site` says why'),
    )
  }
  return existsSync(join(BUILT, 'index.html')) ? BUILT : join(ROOT, 'public')
}

const isStale = async (): Promise<boolean> => {
  const built = await stat(join(BUILT, 'index.html')).catch(() => undefined)
  if (built === undefined) return true
  const sources = await Promise.all(['web', 'public'].map((folder) => newest(join(ROOT, folder))))
  return Math.max(...sources) > built.mtimeMs
}

const newest = async (folder: string): Promise<number> => {
  const names = await readdir(folder, { recursive: true }).catch(() => [])
  const times = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).mtimeMs))
  return Math.max(0, ...times)
}
