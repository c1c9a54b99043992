import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RunFunction } from '../../scripts/serve/app.ts'

/** A temporary folder that is removed with `await using`. */
export const temporaryFolder = async (): Promise<{ path: string } & AsyncDisposable> => {
  const path = await mkdtemp(join(tmpdir(), 'kaixu-serve-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

/** Writes function files into a folder of their own below `folder`, and returns it. */
export const writeFunctions = async (folder: string, files: Readonly<Record<string, string>>): Promise<string> => {
  const directory = join(folder, 'functions')
  await mkdir(join(directory, '_lib'), { recursive: true })
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
  for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text)
  return directory
}

type StandInRoutes = { answer: (request: Request) => Promise<Response> }

/** Runs a stand-in function, whose `routes` is `{ answer(request) }`. */
export const runStandIn: RunFunction = (entry, request) => {
  // The stand-ins of these tests have routes of their own shape, which only this function looks into.
  const routes = entry.routes as unknown as StandInRoutes
  return routes.answer(request)
}
