import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import type { Routes } from '../../netlify/functions/_lib/http/endpoint.ts'

/** A function file of netlify/functions, and how it is called: by URL, by URL but answered before it runs, or by the clock. */
export type CatalogueEntry = { name: string; routes: Routes } & (
  | { kind: 'http'; paths: readonly string[] }
  | { kind: 'background'; paths: readonly string[] }
  | { kind: 'scheduled'; schedule: string }
)

const configSchema = z.object({
  schedule: z.string().optional(),
  path: z.union([z.string(), z.array(z.string())]).optional(),
})

const isRoutes = (value: unknown): value is Routes => typeof value === 'object' && value !== null

// As on Netlify: a path of its own replaces the default address.
const pathsOf = (name: string, path: string | string[] | undefined): readonly string[] =>
  path === undefined ? [`/.netlify/functions/${name}`] : [path].flat()

const load = async (file: string): Promise<CatalogueEntry> => {
  const name = basename(file, '.ts')
  const module: unknown = await import(pathToFileURL(file).href)
  const { routes, config } = z
    .object({ routes: z.unknown().optional(), config: configSchema.default({}) })
    .parse(module)
  if (!isRoutes(routes)) throw new Error(`${file} exports no routes, so it cannot be served outside Netlify`)
  if (config.schedule !== undefined) return { name, routes, kind: 'scheduled', schedule: config.schedule }
  const paths = pathsOf(name, config.path)
  return { name, routes, kind: name.endsWith('-background') ? 'background' : 'http', paths }
}

/** Loads every function file of a folder: what Netlify would deploy, and nothing else. */
export const loadCatalogue = async (directory: string): Promise<readonly CatalogueEntry[]> => {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.ts')).sort()
  return Promise.all(names.map((name) => load(join(directory, name))))
}
