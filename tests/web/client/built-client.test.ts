import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import ts from 'typescript'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundleClient } from '../../../scripts/build/bundle-client.ts'

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kaixu-built-client-'))
  await bundleClient(directory)
})
afterAll(() => rm(directory, { recursive: true, force: true }))

const EXPORTS = ['KaixuError', '_internals', 'autoChat', 'installGlobalErrorHooks', 'reportClientError', 'shouldUseJob']

test('is a script, a module, and their declarations', async () => {
  const names = await readdir(directory)
  expect(names.sort()).toEqual(['kaixu-client.d.mts', 'kaixu-client.d.ts', 'kaixu-client.js', 'kaixu-client.mjs'])
})

test('the script makes one global, the module exports the same names, and neither imports anything', async () => {
  const page: { KaixuClient?: object } = {}
  const script = await readFile(join(directory, 'kaixu-client.js'), 'utf8')
  runInNewContext(script, page)
  expect(Object.keys(page)).toEqual(['KaixuClient'])
  expect(Object.keys(page.KaixuClient ?? {}).sort()).toEqual(EXPORTS)
  const file = join(directory, 'kaixu-client.mjs')
  const module = (await import(file)) as object // Which every module is.
  expect(Object.keys(module).sort()).toEqual(EXPORTS)
  expect(await readFile(file, 'utf8')).not.toMatch(/^import |\bimport\(|\brequire\(/m)
})

test('is small: below 20 kB', async () => {
  expect((await readFile(join(directory, 'kaixu-client.js'))).length).toBeLessThan(20_000)
})

/** What a strict TypeScript says of a file beside the client, the declarations themselves included. */
const complaintsAbout = async (name: string, source: string): Promise<string[]> => {
  const file = join(directory, name)
  await writeFile(file, source)
  const program = ts.createProgram([file, ...(name.startsWith('page') ? [join(directory, 'kaixu-client.d.ts')] : [])], {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.asynciterable.d.ts'],
    types: [],
  })
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
}

const USE = `
  const ask = async (): Promise<string> => {
    const { text, usage, month, mode } = await autoChat({
      provider: 'openai', model: 'gpt-4o-mini', token: 'x', onDelta: (piece) => piece.toUpperCase(),
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
      onStatus: (change) => change.status === 'falling_back' && change.reason.message,
    })
    const left: string | undefined = month?.remaining_usd
    return [text, usage?.cost_usd ?? '', left ?? '', mode satisfies 'stream' | 'job'].join()
  }
  ask().catch((error: unknown) => error instanceof KaixuError && error.kind === 'payment_required' && error.body)
  const job: boolean = shouldUseJob({ max_tokens: 2000 })
  installGlobalErrorHooks({ app: 'notes', build: '1' })()
`

test('the declarations stand alone, and describe the module', async () => {
  const imports = `import { autoChat, installGlobalErrorHooks, KaixuError, shouldUseJob } from './kaixu-client.mjs'`
  expect(await complaintsAbout('module.mts', imports + USE)).toEqual([])
  const wrong = await complaintsAbout(
    'wrong.mts',
    `${imports}\nautoChat({ provider: 'openai', model: 5, messages: 'Hello' })`,
  )
  expect(wrong.length).toBeGreaterThan(0)
})

test('they describe the global of the script', async () => {
  const globals = 'const { autoChat, installGlobalErrorHooks, KaixuError, shouldUseJob } = KaixuClient'
  expect(await complaintsAbout('page.cts', globals + USE)).toEqual([])
})
