import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { startSdkGateway, type SdkGateway } from '../support/sdk-gateway.ts'

const EXAMPLES = join(import.meta.dirname, '..', '..', 'examples')

let served: SdkGateway

beforeAll(async () => {
  served = await startSdkGateway()
})
afterEach(() => served.inOrder())
afterAll(() => served[Symbol.asyncDispose]())

const run = async (example: string, environment: Record<string, string>) => {
  const child = spawn(process.execPath, [join(EXAMPLES, example)], {
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { code: child.exitCode, output, errors }
}

const examples = ['openai.ts', 'anthropic.ts', 'gemini.ts', 'vercel-ai.ts']

test.each(examples)('examples/%s answers, streams and calls a tool', async (example) => {
  const account = await served.account()
  const { code, output, errors } = await run(example, { KAIXU_BASE_URL: served.url, KAIXU_KEY: account.key })
  expect([code, errors]).toEqual([0, ''])
  expect(output).toContain('answer: Say hello\n')
  expect(output).toMatch(/cost: 0\.0\d+ left: 99\.9\d+\n/)
  expect(output).toMatch(/stream: \[Count\].*\[ three\]\n/)
  expect(output).toMatch(/tool: .*7 °C/)
  const events = await served.events(account)
  expect(events.length).toBeGreaterThanOrEqual(4)
  expect(new Set(events.map(({ provider, outcome }) => `${provider} ${outcome}`))).toEqual(
    new Set(['sandbox completed']),
  )
})

test.each(examples)('examples/%s says what it lacks without a key', async (example) => {
  const { code, errors } = await run(example, {})
  expect([code, errors]).toEqual([1, expect.stringContaining('Set KAIXU_KEY') as string])
})
