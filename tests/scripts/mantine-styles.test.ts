import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { builtSite } from '../support/console-build.ts'

/** Mantine names the styles of its components like this, `m_77c9d27d`. */
const namesIn = (text: string): Set<string> => new Set(text.match(/\bm_[0-9a-f]{6,8}\b/g))

test('the styles of every component of Mantine that is used are there', async () => {
  const folder = join(await builtSite(), 'assets/consoles')
  const files = await readdir(folder)
  const all = async (ending: string): Promise<string> =>
    (
      await Promise.all(
        files.filter((name) => name.endsWith(ending)).map((name) => readFile(join(folder, name), 'utf8')),
      )
    ).join('\n')
  const mantine = namesIn(await readFile(fileURLToPath(import.meta.resolve('@mantine/core/styles.css')), 'utf8'))
  const used = [...namesIn(await all('.js'))].filter((name) => mantine.has(name))
  const there = namesIn(await all('.css'))
  expect(used.length).toBeGreaterThan(200)
  expect(used.filter((name) => !there.has(name))).toEqual([])
})
