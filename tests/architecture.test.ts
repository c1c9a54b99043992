import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = resolve(import.meta.dirname, '..')
const LIB = join(ROOT, 'netlify/functions/_lib')

/** What each layer may import besides itself. */
const ARROWS: Record<string, readonly string[]> = {
  functions: ['http', 'dialects', 'services', 'domain'],
  http: ['services', 'dialects', 'domain', 'live'],
  services: ['db', 'dialects', 'providers', 'integrations', 'domain'],
  dialects: ['domain'],
  db: ['domain'],
  providers: ['domain'],
  integrations: ['domain'],
  domain: [],
  live: ['http', 'services', 'db', 'providers', 'integrations', 'domain'],
}

const layerOf = (file: string): string => {
  const path = relative(LIB, file)
  if (path.startsWith('..')) return 'functions'
  return path === 'live.ts' ? 'live' : (path.split('/')[0] ?? '')
}

const sources = readdirSync(join(ROOT, 'netlify/functions'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => join(ROOT, 'netlify/functions', name))

const importsOf = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(/\bfrom '([^']+)'|\bimport\('([^']+)'\)/g)].map(
    (match) => match[1] ?? match[2] ?? '',
  )

test('imports follow the arrows of docs/architecture.md', () => {
  const forbidden = sources.flatMap((file) =>
    importsOf(file)
      .filter((specifier) => specifier.startsWith('.') && specifier.endsWith('.ts'))
      .map((specifier) => ({ from: layerOf(file), to: layerOf(resolve(dirname(file), specifier)), specifier }))
      .filter(({ from, to }) => from !== to && !(ARROWS[from] ?? []).includes(to))
      .map(({ specifier }) => `${relative(ROOT, file)} imports ${specifier}`),
  )
  expect(forbidden).toEqual([])
})

test('domain imports zod and itself only', () => {
  const foreign = sources
    .filter((file) => layerOf(file) === 'domain')
    .flatMap((file) => importsOf(file).filter((specifier) => !specifier.startsWith('.') && specifier !== 'zod'))
  expect(foreign).toEqual([])
})

test('an endpoint holds no SQL, no fetch and no environment, and stays short', () => {
  for (const file of sources.filter((source) => layerOf(source) === 'functions')) {
    const text = readFileSync(file, 'utf8')
    expect(text, relative(ROOT, file)).not.toMatch(/\bfetch\(|process\.env|\bsql\(/)
    expect(text.split('\n').length, relative(ROOT, file)).toBeLessThanOrEqual(70)
  }
})

test('only the composition root, the price file aside, reads the environment', () => {
  const readers = sources
    .filter((file) => readFileSync(file, 'utf8').includes('process.env'))
    .map((file) => relative(LIB, file))
  expect(readers.sort()).toEqual(['db/migrate.ts', 'live.ts'])
})

test('a browser gets nothing of the server: web/ imports types, and of the domain constants', () => {
  const values = readdirSync(join(ROOT, 'web'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .flatMap((name) =>
      [
        ...readFileSync(join(ROOT, 'web', name), 'utf8').matchAll(
          /^import (?!type )[^;']*from '([^']*netlify\/functions\/(?!_lib\/domain\/)[^']*)'/gm,
        ),
      ].map((match) => `web/${name} imports ${match[1] ?? ''}`),
    )
  expect(values).toEqual([])
})
