import { cp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { bundleClient } from './bundle-client.ts'
import { bundleConsoles } from './bundle-consoles.ts'
import { compressSite } from './compress-site.ts'

const ROOT = join(import.meta.dirname, '..', '..')

/** Builds the whole static site into `directory`: what public/ holds, the browser client, the two consoles; all of it compressed, too. */
export const buildSite = async (directory: string): Promise<void> => {
  await rm(directory, { recursive: true, force: true })
  await cp(join(ROOT, 'public'), directory, { recursive: true })
  await bundleClient(join(directory, 'assets'))
  await bundleConsoles(directory)
  await compressSite(directory)
}
