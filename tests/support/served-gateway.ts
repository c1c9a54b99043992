import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { join } from 'node:path'
import { SECRETS } from './gateway.ts'

export type ServedGateway = {
  url: string
  process: ChildProcess
  function(name: string): string
  stop(): Promise<void>
}

/** What is tested here is not the consoles. */
const NO_BUILDING = { SITE_DIRECTORY: join(import.meta.dirname, '../../public') }

/** The dedicated gateway as a process of its own, on a free port. `dataDirectory` keeps what it keeps. */
export const serveGateway = async (
  environment: Record<string, string>,
  dataDirectory: string,
): Promise<ServedGateway> => {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../scripts/serve.ts')], {
    env: { PATH: process.env['PATH'], ...SECRETS, PORT: '0', DATA_DIR: dataDirectory, ...NO_BUILDING, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output: string[] = []
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk.toString()))
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      output.push(line)
      const found = /Kaixu Gateway\s+http:\/\/[^:]+:(\d+)/.exec(line)
      if (found) resolve(`http://127.0.0.1:${found[1] ?? ''}`)
    })
    child.once('exit', () => reject(new Error(`the gateway ended at once:\n${output.join('\n')}`)))
  })
  return {
    url,
    process: child,
    function: (name) => `${url}/.netlify/functions/${name}`,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}
