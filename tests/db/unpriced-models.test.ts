import { expect, test } from 'vitest'
import { listUnpricedModels } from '../../netlify/functions/_lib/db/unpriced-models.ts'
import type { Database, SqlValue } from '../../netlify/functions/_lib/db/database.ts'
import { connectPostgres } from '../../netlify/functions/_lib/db/postgres.ts'
import { createTestDatabase } from '../support/database.ts'

test('the unpriced models are found by an index of their own, not among all events', async () => {
  const database = await createTestDatabase()
  const db = connectPostgres({ connectionString: database.url })
  try {
    await db.query(
      `insert into gateway_events (created_at, level, kind, error_code)
       select now() - interval '1 minute' * n, 'warn', 'http_error_response',
              case when n % 1000 = 0 then 'UNPRICED_MODEL' else 'UNAUTHORIZED' end
         from generate_series(1, 30000) n`,
      [],
    )
    await db.query('analyze gateway_events', [])
    const asked: { text: string; values: readonly SqlValue[] }[] = []
    const listening: Database = {
      query: (text, values) => {
        asked.push({ text, values })
        return db.query(text, values)
      },
      close: () => Promise.resolve(),
    }
    const found = await listUnpricedModels(listening, new Date(Date.now() - 30 * 86_400_000), 100)
    expect(found).toMatchObject([{ provider: null, model: null, calls: 30, customers: 0 }])
    const [{ text, values } = { text: '', values: [] }] = asked
    expect(JSON.stringify(await db.query(`explain (format json) ${text}`, values))).toContain(
      'gateway_events_unpriced_idx',
    )
  } finally {
    await db.close()
    await database.drop()
  }
})
