import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { FunctionResult } from '@netlify/zip-it-and-ship-it'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  bundleBytes,
  bundleFunctions,
  LARGEST_BUNDLE_BYTES,
  unpackFunction,
} from '../../scripts/build/bundle-functions.ts'
import { createTestDatabase } from '../support/database.ts'

const FUNCTIONS = join(import.meta.dirname, '..', '..', 'netlify', 'functions')

const ENDPOINTS = [
  'admin-customers',
  'admin-keys',
  'admin-login',
  'gateway-chat',
  'gateway-stream',
  'health',
  'session-token',
  'spend-sweep',
]

let folder: string
let bundles: readonly FunctionResult[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kaixu-bundle-'))
  bundles = await bundleFunctions(join(folder, 'zipped'))
}, 300_000)

afterAll(() => rm(folder, { recursive: true, force: true }))

describe("Netlify's own bundler", () => {
  test('deploys every endpoint under its name, and nothing else', async () => {
    const names = bundles.map(({ name }) => name).sort()
    expect(names).toEqual(
      (await readdir(FUNCTIONS))
        .filter((name) => name !== '_lib')
        .map((name) => basename(name, '.ts'))
        .sort(),
    )
    expect(names).toEqual(expect.arrayContaining(ENDPOINTS))
  })

  test('sees the current runtime API in every file, and so the streaming invocation', () => {
    for (const { name, runtimeAPIVersion, invocationMode } of bundles) {
      expect([name, runtimeAPIVersion]).toEqual([name, 2])
      expect([name, invocationMode]).toEqual([name, name.endsWith('-background') ? 'background' : 'stream'])
    }
  })

  test('recognises every schedule', () => {
    const scheduled = bundles.filter(({ schedule }) => schedule).map(({ name, schedule }) => [name, schedule])
    expect(Object.fromEntries(scheduled)).toEqual({
      'alert-deliveries': '* * * * *',
      'asyncjobs-kick': '* * * * *',
      'asyncjobs-retention': '20 3 * * *',
      'auto-topups': '* * * * *',
      'invoices-issue': '30 * 1-3 * *',
      'monitor-archive-prune': '50 3 * * *',
      'spend-sweep': '* * * * *',
    })
  })

  test(`makes no bundle over ${LARGEST_BUNDLE_BYTES / 1e6} MB`, async () => {
    for (const bundle of bundles)
      expect([bundle.name, (await bundleBytes(bundle)) <= LARGEST_BUNDLE_BYTES]).toEqual([bundle.name, true])
  })
})

// What runs a bundled function here knows nothing of this repository: another folder, a plain Node, no flags.
const RUNNER = `
  const [file, name, method, body] = process.argv.slice(2)
  const { default: handler } = await import(file)
  const work = []
  const init = { method, ...(body ? { body, headers: { 'content-type': 'application/json' } } : {}) }
  const request = new Request('https://example.netlify.app/.netlify/functions/' + name, init)
  const response = await handler(request, { waitUntil: (promise) => work.push(promise) })
  console.log(JSON.stringify({ status: response.status, body: await response.text() }))
  await Promise.all(work)
  process.exit(0)
`

describe('a bundled function, unpacked elsewhere', () => {
  const call = async (
    file: string,
    name: string,
    method: string,
    body: string,
    databaseUrl: string,
    environment: Record<string, string> = {},
  ) => {
    const runner = join(folder, 'runner.mjs')
    await writeFile(runner, RUNNER)
    const child = spawn(process.execPath, [runner, file, name, method, body], {
      cwd: folder,
      env: {
        PATH: process.env['PATH'],
        DATABASE_URL: databaseUrl,
        JWT_SECRET: 'x'.repeat(40),
        KEY_PEPPER: 'y'.repeat(40),
        ADMIN_PASSWORD: 'correct horse',
        ...environment,
      },
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (output += text))
    await once(child, 'close')
    return output
  }

  test('answers health and finds its migrations, in a plain Node process', async () => {
    const file = await unpackFunction('health', join(folder, 'unpacked'))
    const database = await createTestDatabase('empty')
    try {
      const output = await call(file, 'health', 'GET', '', database.url)
      expect(output).toContain('{"status":200')
      const { body } = JSON.parse(output.trim().split('\n').at(-1) ?? '') as { body: string }
      expect(JSON.parse(body)).toMatchObject({ ok: true, db: { ok: true } })
    } finally {
      await database.drop()
    }
  }, 60_000)

  test("finds Stripe's package when it takes payments", async () => {
    const file = await unpackFunction('stripe-webhook', join(folder, 'unpacked'))
    const secrets = { STRIPE_SECRET_KEY: 'sk_test_x', STRIPE_WEBHOOK_SECRET: 'whsec_x' }
    const output = await call(file, 'stripe-webhook', 'POST', '{}', 'postgres://127.0.0.1:1/none', secrets)
    expect(output).toContain('The signature is missing')
  }, 60_000)
})
