import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { PROVIDERS } from '../netlify/functions/_lib/providers/registry.ts'
import { ENVIRONMENT_VARIABLES } from '../netlify/functions/_lib/services/environment-variables.ts'

const ROOT = join(import.meta.dirname, '..')
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8')

/** Netlify's own, which nobody sets. */
const PLATFORM = ['DEPLOY_PRIME_URL', 'DEPLOY_URL', 'SITE_ID']

test('the table has every variable that the settings read, and no other', () => {
  const settings = globSync('netlify/functions/_lib/services/*settings.ts', { cwd: ROOT })
    // It reads none: it tells of those that are read.
    .filter((file) => !file.endsWith('explain-settings.ts'))
    .flatMap((file) => [...read(file).matchAll(/'([A-Z]+(?:_[A-Z]+)+)'/g)])
  const server = read('scripts/serve/settings.ts').matchAll(/^ {2}([A-Z_]+):/gm)
  const providers = PROVIDERS.flatMap(({ keyVariable, baseUrlVariable }) => [keyVariable ?? [], baseUrlVariable].flat())
  const expected = new Set([...[...settings, ...server].map((match) => match[1] ?? ''), ...providers])
  for (const name of PLATFORM) expected.delete(name)
  const names = ENVIRONMENT_VARIABLES.flatMap((row) => row.names)
  // …_UNPOOLED take their names from those of the database URLs.
  expect(names.filter((name) => !name.endsWith('_UNPOOLED')).sort()).toEqual([...expected].sort())
  expect(new Set(names).size).toBe(names.length)
})

/** A row of a table of variables, without its Markdown's links. */
const documented = read('README.md')
  .split('\n')
  .filter((line) => /^\| `[A-Z]{2,}[A-Z_]*`/.test(line))
  .map((line) => {
    const cells = line.split('|').slice(1, -1)
    const [names = '', ...rest] = cells.map((cell) => cell.trim().replace(/\[([^\]]*)\]\([^)]*\)/g, '$1'))
    return {
      names: [...names.matchAll(/`([A-Z_]+)`/g)].map((match) => match[1]),
      meaning: rest.at(-1),
      otherwise: rest.length === 1 || rest[0] === 'none' ? undefined : rest[0],
    }
  })

test.each(documented)('README says of $names what the table does', ({ names, meaning, otherwise }) => {
  const row = ENVIRONMENT_VARIABLES.find((candidate) => candidate.names[0] === names[0])
  expect(row, 'the table of variables has no such row').toBeDefined()
  expect({ names: row?.names, meaning: row?.meaning, otherwise: row?.otherwise }).toEqual({ names, meaning, otherwise })
})

test('README has every row of the table', () => {
  const first = (rows: readonly { names: readonly (string | undefined)[] }[]) => rows.map(({ names }) => names[0])
  expect(first(documented).sort()).toEqual(first(ENVIRONMENT_VARIABLES).sort())
})
