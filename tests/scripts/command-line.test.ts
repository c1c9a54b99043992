import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'

const SCRIPTS = join(import.meta.dirname, '../../scripts')

/** Without a database: what gets as far as wanting one fails in other words. */
const run = async (script: string, ...parameters: string[]) => {
  const child = spawn(process.execPath, [join(SCRIPTS, script), ...parameters], {
    env: { PATH: process.env['PATH'], DATABASE_URL: 'postgres://kaixu@127.0.0.1:1/nowhere' },
  })
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { code: child.exitCode, output, errors }
}

const scripts = [
  { script: 'seed.ts', options: ['--customers', '--events', '--months', '--seed'] },
  { script: 'bench.ts', options: ['--quick'] },
  { script: 'openapi.ts', options: ['--check'] },
  { script: 'check-prices.ts', options: ['no options'] },
  { script: 'verify-ledger.ts', options: ['no options'] },
  { script: 'migrate.ts', options: ['no options'] },
]

describe.each(scripts)('$script', ({ script, options }) => {
  const name = script.replace('.ts', '')

  test('--help says what it does and which options it takes, and does nothing', async () => {
    for (const parameter of ['--help', '-h']) {
      const { code, output, errors } = await run(script, parameter)
      expect([code, errors]).toEqual([0, ''])
      expect(output).toContain(`npm run ${name}`)
      for (const option of options) expect(output).toContain(option)
    }
  })

  test('an unknown option is refused by name, with the list', async () => {
    const { code, output, errors } = await run(script, '--colour')
    expect([code, output]).toEqual([1, ''])
    expect(errors).toMatch(new RegExp(`--colour[^]*npm run ${name}`))
  })
})
