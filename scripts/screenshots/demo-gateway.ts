import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { join } from 'node:path'

const SERVE = join(import.meta.dirname, '..', 'serve.ts')

export const ADMIN_PASSWORD = 'demo-password-of-the-screenshots'

export type DemoGateway = {
  url: string
  /** Of the one customer whose key is shown. */
  ownerKey: string
  stop(): Promise<void>
}

/** The dedicated gateway on a free port, with a business of some months in a new database below `dataDirectory`. */
export const startDemoGateway = async (dataDirectory: string, say: (line: string) => void): Promise<DemoGateway> => {
  const child = spawn(process.execPath, [SERVE], {
    env: {
      PATH: process.env['PATH'],
      PORT: '0',
      DATA_DIR: dataDirectory,
      DEMO: 'month',
      SANDBOX_PROVIDER: 'on',
      SANDBOX_DELAY_MS: '5',
      ADMIN_PASSWORD,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGTERM')
    await once(child, 'exit')
  }
  const found = await new Promise<{ url: string; ownerKey: string }>((resolve, reject) => {
    let ownerKey = ''
    let port = ''
    createInterface({ input: child.stdout }).on('line', (line) => {
      ownerKey ||= /Dashboard key\s+(kx_live_[\w-]{43})/.exec(line)?.[1] ?? ''
      port ||= /Kaixu Gateway\s+http:\/\/[^:]+:(\d+)/.exec(line)?.[1] ?? ''
      if (port === '' && line.trim() !== '') say(line.trim())
      if (port !== '' && ownerKey !== '') resolve({ url: `http://127.0.0.1:${port}`, ownerKey })
    })
    child.once('exit', (code) => reject(new Error(`the gateway ended at once, exit ${String(code)}`)))
  })
  return { ...found, stop }
}
