import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { routes as worker } from '../../netlify/functions/gateway-job-run-background.ts'
import { bundleClient } from '../../scripts/build/bundle-client.ts'
import { SECRETS } from '../support/gateway.ts'
import { withMonitor } from '../support/monitor.ts'
import { startSdkGateway, type SdkGateway } from '../support/sdk-gateway.ts'

const EXAMPLES = join(import.meta.dirname, '..', '..', 'examples')

let served: SdkGateway
let directory: string

beforeAll(async () => {
  const headers = { 'x-kaixu-job-secret': SECRETS.JOB_WORKER_SECRET }
  served = await startSdkGateway({}, (deps) => ({
    ...withMonitor(deps),
    wakeWorker: (id) => void served.gateway.call(worker, { body: { id }, headers }).catch(() => undefined),
  }))
  // As in the project after a build.
  directory = await mkdtemp(join(tmpdir(), 'kaixu-examples-'))
  await cp(EXAMPLES, join(directory, 'examples'), { recursive: true })
  await copyFile(join(EXAMPLES, '..', 'package.json'), join(directory, 'package.json'))
  await bundleClient(join(directory, 'dist', 'assets'))
})
afterEach(() => served.inOrder())
afterAll(async () => {
  await served[Symbol.asyncDispose]()
  await rm(directory, { recursive: true, force: true })
})

const run = async (example: string, environment: Record<string, string>) => {
  const child = spawn(process.execPath, [join(directory, 'examples', example)], {
    env: { PATH: process.env['PATH'], KAIXU_BASE_URL: served.url, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { code: child.exitCode, output, errors }
}

const charged = async (example: string) => {
  const account = await served.account()
  const { code, output, errors } = await run(example, { KAIXU_KEY: account.key })
  expect([code, errors]).toEqual([0, ''])
  return { output, events: await served.events(account) }
}

test('sse-client.js streams, and shows what it cost', async () => {
  const { output, events } = await charged('sse-client.js')
  expect(output).toMatch(/ipsum[^]*\ncost: 0\.0\d+\n$/)
  expect(events).toMatchObject([{ surface: 'stream', outcome: 'completed' }])
})

test('job-client.js submits, looks, fetches', async () => {
  const { output, events } = await charged('job-client.js')
  expect(output).toMatch(/succeeded: \d+ characters\nanswer: [^]*ipsum[^]*\ncost: 0\.\d+\n$/)
  expect(events).toMatchObject([{ surface: 'job', outcome: 'completed' }])
})

test('auto-client.js streams what is short, runs a job for what is long, and names a refusal', async () => {
  const { output, events } = await charged('auto-client.js')
  expect(output).toMatch(/\nstream: 0\.0\d+, left: 99\.9\d+\n/)
  expect(output).toMatch(/\(succeeded, \d+ characters\)\n[^]*\njob: 0\.\d+\n/)
  expect(output).toContain('refused: 409 conflict UNPRICED_MODEL\n')
  expect(events.map(({ surface, outcome }) => `${surface} ${outcome}`)).toEqual(['stream completed', 'job completed'])
})

test('client-error-reporter.js reports an error, which the operator sees', async () => {
  const { code, output, errors } = await run('client-error-reporter.js', {})
  expect([code, errors]).toEqual([0, ''])
  const [, requestId = ''] = /^reported: (\S+)\n$/.exec(output) ?? []
  await vi.waitFor(async () => {
    const rows = await served.gateway.books.query(
      `select error_code, app_id from gateway_events where kind = 'client_error' and request_id = $1`,
      [requestId],
    )
    expect(rows).toEqual([{ error_code: 'SyntaxError', app_id: 'error-reporter' }])
  }, 10_000)
})

test('each says what it lacks without a key', async () => {
  const names = (await readdir(EXAMPLES)).filter((name) => /^(auto|sse|job)-client\.js$/.test(name))
  expect(names).toHaveLength(3)
  for (const name of names) {
    const { code, errors } = await run(name, {})
    expect([name, code, errors]).toEqual([name, 1, expect.stringContaining('Set KAIXU_KEY') as string])
  }
})

test('none asks for what Node 20 does not know: it would print nothing there', async () => {
  for (const name of (await readdir(EXAMPLES)).filter((name) => name.endsWith('.js')))
    expect(await readFile(join(EXAMPLES, name), 'utf8')).not.toMatch(/if \(import\.meta\.main/)
})

test('sse-client.js does nothing where a page or another module takes it', async () => {
  const { streamChat } = (await import(join(directory, 'examples', 'sse-client.js'))) as { streamChat: unknown }
  expect(streamChat).toBeTypeOf('function')
})
