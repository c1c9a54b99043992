import { readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import ts from 'typescript'
import { build } from 'vite'

const CLIENT = join(import.meta.dirname, '..', '..', 'web', 'client')

/** The modules whose exports are the client's; each exports nothing else. */
const PUBLIC = [
  'api-types',
  'kaixu-error',
  'auto-chat',
  'should-use-job',
  'report-client-error',
  'install-global-error-hooks',
  'internals',
]

/** Builds the browser client into `folder`: as a script, as a module, and what TypeScript wants to know about either. */
export const bundleClient = async (folder: string): Promise<void> => {
  // Vite takes a relative one for one below its own root.
  const directory = resolve(folder)
  await build({
    configFile: join(CLIENT, 'vite.config.ts'),
    logLevel: 'warn',
    build: { outDir: directory },
  })
  const declarations = await Promise.all(PUBLIC.map(declarationsOf))
  const all = declarations.join('\n')
  // With a script tag there is no import, but a global.
  await writeFile(join(directory, 'kaixu-client.d.ts'), all + GLOBAL)
  await writeFile(join(directory, 'kaixu-client.d.mts'), all)
}

const declarationsOf = async (name: string): Promise<string> => {
  const source = await readFile(join(CLIENT, `${name}.ts`), 'utf8')
  const { outputText, diagnostics = [] } = ts.transpileDeclaration(source, { fileName: `${name}.ts` })
  if (diagnostics.length > 0)
    throw new Error(
      `${name}.ts: ${ts.formatDiagnostics(diagnostics, { ...HOST, getCanonicalFileName: (file) => file })}`,
    )
  // All of it is one file.
  return outputText.replaceAll(/^import .*\n/gm, '').replaceAll(/^export \{\};\n/gm, '')
}

const GLOBAL = `
declare global {
  var KaixuClient: typeof import('./kaixu-client.js')
}
`

const HOST = { getCurrentDirectory: () => CLIENT, getNewLine: () => '\n' }
