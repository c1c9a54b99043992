import { rename, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { buildSite } from './build/build-site.ts'

// Builds the static site into dist/ (or the folder that is named): what public/ holds, the browser client, the two consoles.

const target = resolve(process.argv[2] ?? join(import.meta.dirname, '..', 'dist'))
if (process.argv[2]?.startsWith('-') === true) throw new Error('usage: node scripts/site.ts [folder]')
const made = `${target}.new-${process.pid}`

await buildSite(made)
// Whoever serves the old site, or builds the new one at the same time, sees a whole one.
await rm(target, { recursive: true, force: true })
await rename(made, target).catch(() => rm(made, { recursive: true, force: true }))
