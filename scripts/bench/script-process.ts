import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'

export type ScriptProcess = { pid: number; url: string; stop: () => Promise<void> }

export type ScriptOptions = {
  script: string
  parameters?: readonly string[]
  environment?: Readonly<Record<string, string>>
  /** Its current folder. */
  directory: string
}

const STOP_SECONDS = 15
const LAST_OUTPUT = 4_000

/** Node finds its way without the rest, and a proxy or a `.env` of this machine must not bend the figures. */
const INHERITED = ['PATH', 'HOME', 'TMPDIR', 'SystemRoot', 'TEMP']

/** Starts a script in a process of its own, resolves with the first URL on 127.0.0.1 or localhost that it prints. */
export const startScript = async (options: ScriptOptions, cleanUp: AsyncDisposableStack): Promise<ScriptProcess> => {
  if (cleanUp.disposed) throw new Error('already cleaned up')
  const inherited = Object.fromEntries(INHERITED.map((name) => [name, process.env[name]]))
  const child = spawn(process.execPath, [options.script, ...(options.parameters ?? [])], {
    cwd: options.directory,
    env: { ...inherited, ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = once(child, 'exit')
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGTERM')
    await Promise.race([exited, sleep(STOP_SECONDS * 1000, undefined, { ref: false })])
    child.kill('SIGKILL')
    await exited
  }
  cleanUp.defer(stop)

  let output = ''
  const url = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output = (output + chunk.toString('utf8')).slice(-LAST_OUTPUT)
      const port = /http:\/\/(?:localhost|127\.0\.0\.1):(\d+)/.exec(output)?.[1]
      if (port !== undefined) resolve(`http://127.0.0.1:${port}`)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('error', reject)
    child.once('exit', () => reject(new Error(`${options.script} ended early:\n${output}`)))
  })
  return { pid: child.pid ?? 0, url, stop }
}
