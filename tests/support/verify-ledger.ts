import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

const SCRIPT = join(import.meta.dirname, '../../scripts/verify-ledger.ts')

/** verify-ledger as an operator runs it. */
export const verifyLedger = async (databaseUrl: string): Promise<{ code: number | null; output: string }> => {
  const child = spawn(process.execPath, [SCRIPT], {
    env: { PATH: process.env['PATH'], DATABASE_URL: databaseUrl },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (output += text.toString()))
  await once(child, 'close')
  return { code: child.exitCode, output }
}
