import { resolveConfig } from '@netlify/config'
import { zipFunction, zipFunctions, type FunctionResult, type ZipFunctionOptions } from '@netlify/zip-it-and-ship-it'
import { mkdir, rm, stat } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { z } from 'zod'

const ROOT = join(import.meta.dirname, '..', '..')

/** Larger bundles start noticeably slower from cold. */
export const LARGEST_BUNDLE_BYTES = 1_500_000

const configSchema = z.object({
  functionsDirectory: z.string(),
  functions: z.record(z.string(), z.object({ included_files: z.array(z.string()).default([]) })),
})

// What Netlify's build makes of netlify.toml, without asking Netlify.
const readConfig = async () => {
  const resolved = await resolveConfig({
    config: join(ROOT, 'netlify.toml'),
    repositoryRoot: ROOT,
    cwd: ROOT,
    context: 'production',
    branch: 'main',
    mode: 'cli',
    offline: true,
  })
  return configSchema.parse(resolved.config)
}

const optionsOf = ({ functions }: z.infer<typeof configSchema>): ZipFunctionOptions => {
  const config = Object.fromEntries(
    Object.entries(functions).map(([name, { included_files }]) => [
      name,
      { includedFiles: included_files, includedFilesBasePath: ROOT },
    ]),
  )
  return { basePath: ROOT, repositoryRoot: ROOT, config }
}

/** Bundles netlify/functions into `destination` (emptied first) exactly as Netlify's build does: one zip per function. */
export const bundleFunctions = async (destination: string): Promise<readonly FunctionResult[]> => {
  const config = await readConfig()
  await rm(destination, { recursive: true, force: true })
  await mkdir(destination, { recursive: true })
  return zipFunctions(config.functionsDirectory, destination, { ...optionsOf(config), archiveFormat: 'zip' })
}

/** Bundles one function the same way but leaves it unpacked; returns the path of its handler's file. */
export const unpackFunction = async (name: string, destination: string): Promise<string> => {
  const config = await readConfig()
  const source = join(config.functionsDirectory, `${name}.ts`)
  await mkdir(destination, { recursive: true })
  const bundle = await zipFunction(source, destination, { ...optionsOf(config), archiveFormat: 'none' })
  if (!bundle) throw new Error(`Netlify takes ${source} for no function`)
  return join(bundle.path, relative(ROOT, config.functionsDirectory), `${name}.mjs`)
}

/** The size of a function's zip. */
export const bundleBytes = async (bundle: FunctionResult): Promise<number> => (await stat(bundle.path)).size
