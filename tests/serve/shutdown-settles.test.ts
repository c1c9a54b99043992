import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { createTestDatabase } from '../support/database.ts'
import { serveGateway } from '../support/served-gateway.ts'
import { temporaryFolder } from './stand-in.ts'

test('SIGTERM in the middle of a stream: the client is told, what was used is charged, nothing stays held, exit 0', async () => {
  await using folder = await temporaryFolder()
  const database = await createTestDatabase()
  const environment = {
    DATABASE_URL: database.url,
    DEMO: 'on',
    SANDBOX_PROVIDER: 'on',
    SANDBOX_DELAY_MS: '50',
    SHUTDOWN_GRACE_SECONDS: '0.2',
  }
  const gateway = await serveGateway(environment, folder.path)
  const { key } = z.object({ key: z.string() }).parse(JSON.parse(readFileSync(join(folder.path, 'demo.json'), 'utf8')))

  const body = { provider: 'sandbox', model: 'lorem', max_tokens: 2000, messages: [{ role: 'user', content: 'Go on' }] }
  const response = await fetch(gateway.function('gateway-stream'), {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  let text = ''
  let told = false
  const exited = once(gateway.process, 'exit')
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk
    if (told || !text.includes('event: delta')) continue
    told = gateway.process.kill('SIGTERM')
  }
  expect(await exited).toEqual([0, null])

  expect(text).toMatch(/event: error\ndata: .*"code":"SHUTTING_DOWN".*\n\nevent: done\ndata: .*\n\n$/)
  const cost = /"cost_usd":"(0\.\d+)"/.exec(text)?.[1]
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  const { rows } = await client.query<Record<string, string>>(
    `select (select count(*) from holds where state = 'held') as held,
            (select sum(amount_pico) / 1e12 from ledger_entries where kind = 'charge') as charged,
            (select count(*) from check_books()) as wrong`,
  )
  await client.end()
  expect(rows[0]).toMatchObject({ held: '0', wrong: '0' })
  expect(Number(rows[0]?.['charged'])).toBeGreaterThan(0)
  expect(Number(rows[0]?.['charged'])).toBe(Number(cost))
  await database.drop()
})
