import { expect, test } from 'vitest'
import { admit, release } from '../../netlify/functions/_lib/db/calls.ts'
import { openSession } from '../../scripts/bench/session.ts'
import { admissionOf, createPayer } from '../../scripts/bench/books.ts'
import { createTestDatabase } from '../support/database.ts'

const KEPT = 20_000

test('a withdrawn call lets go of its idempotency key without reading the others of its virtual key', async () => {
  const database = await createTestDatabase()
  const session = await openSession(database.url)
  try {
    const payer = await createPayer(session, 'diligent')
    await session.query(
      `insert into idempotency_keys (customer_id, api_key_id, idempotency_key, request_hash, owner, hold_id, running_until, created_at)
       select $1, $2, 'kept-' || n, repeat('0', 64), gen_random_uuid(), gen_random_uuid(), now(), now()
         from generate_series(1, ${KEPT}) n`,
      [payer.customerId, payer.keyId],
    )
    await session.query('analyze', [])
    const admission = admissionOf(payer)
    await admit(session, {
      ...admission,
      idempotency: { key: 'again', requestHash: 'f'.repeat(64), owner: admission.holdId },
    })
    await session.query('begin', [])
    await release(session, { holdId: admission.holdId, outcome: 'UPSTREAM_ERROR', withdraw: true })
    const [read] = await session.query(
      `select coalesce(idx_tup_fetch, 0) + seq_tup_read as rows, n_tup_del as deleted
         from pg_stat_xact_user_tables where relname = 'idempotency_keys'`,
      [],
    )
    await session.query('commit', [])
    expect(read).toEqual({ rows: '1', deleted: '1' })
  } finally {
    await session.close()
    await database.drop()
  }
})
