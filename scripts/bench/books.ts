import { createHash, randomUUID } from 'node:crypto'
import { z } from 'zod'
import { admit, settle, type Admission, type Settlement } from '../../netlify/functions/_lib/db/calls.ts'
import { all, one, sql, type Database } from '../../netlify/functions/_lib/db/database.ts'

/** Whom an admission is charged to, when the functions are called without the gateway. */
export type Payer = { customerId: string; keyId: string; keyHash: string }

const idRow = z.object({ id: z.string() })

/** A customer with one key whose text nobody knows. Every limit that costs a look-up is on, and out of reach. */
export const createPayer = async (db: Database, name: string): Promise<Payer> => {
  const keyHash = createHash('sha256').update(`${name} ${randomUUID()}`).digest('hex')
  const customer = await one(
    db,
    sql(
      idRow,
    )`insert into customers (email, monthly_cap_cents) values (${`${name}@example.com`}, ${500_000_000}) returning id`,
  )
  const key = await one(
    db,
    sql(idRow)`insert into api_keys (customer_id, key_hash, key_last4, rpm_limit, rpd_limit, concurrency_limit)
      values (${customer.id}, ${keyHash}, 'test', ${1_000_000}, ${1_000_000}, ${1_000_000}) returning id`,
  )
  return { customerId: customer.id, keyId: key.id, keyHash }
}

/** A small call of an ordinary model. */
export const admissionOf = (payer: Payer): Admission => ({
  holdId: randomUUID(),
  credential: { keyHash: payer.keyHash },
  surface: 'chat',
  provider: 'openai',
  model: 'bench',
  requestId: randomUUID(),
  price: { inputPico: 3_000_000n, outputPicoPerToken: 10_000n, floorPico: 1_000_000n },
  maxTokens: 256,
  minTokens: 1,
  ttlSeconds: 115,
  installId: 'bench-device',
  ipHash: 'a'.repeat(64),
  userAgent: 'bench',
  appId: undefined,
  buildId: undefined,
  defaultRpm: 120,
  countRate: true,
  idempotency: undefined,
})

export const settlementOf = (holdId: string): Settlement => ({
  holdId,
  outcome: 'completed',
  costPico: 2_000_000n,
  listPico: 1_500_000n,
  inputTokens: 200,
  cachedTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 100,
  reasoningTokens: 0,
  estimated: false,
  durationMs: 900,
  firstTokenMs: 300,
  warnPct: 85,
  chargeLines: [
    { class: 'input', units: 200, rate: { listPico: 2_500n, pricePico: 3_500n } },
    { class: 'output', units: 100, rate: { listPico: 10_000n, pricePico: 13_000n } },
  ],
})

/** One call's two visits to the books, and how long each took, in milliseconds. */
export const bookOnce = async (db: Database, payer: Payer): Promise<{ admitMs: number; settleMs: number }> => {
  const admission = admissionOf(payer)
  const start = performance.now()
  const { verdict } = await admit(db, admission)
  if (verdict !== 'ADMITTED') throw new Error(`admission answered ${verdict}`)
  const middle = performance.now()
  await settle(db, settlementOf(admission.holdId))
  return { admitMs: middle - start, settleMs: performance.now() - middle }
}

const tally = z.object({ calls: z.int(), odd: z.int(), open: z.int() })

/**
 * Throws unless the books agree with themselves, nothing is left open, and exactly `calls` calls were charged, each with the
 * provider's own numbers.
 */
export const assertBooks = async (db: Database, calls: number): Promise<void> => {
  const problems = await all(db, sql(z.record(z.string(), z.unknown()))`select * from check_books() limit 5`)
  if (problems.length > 0) throw new Error(`the books are wrong: ${JSON.stringify(problems)}`)
  const found = await one(
    db,
    sql(tally)`select (select count(*)::int from usage_events) as calls,
      (select count(*)::int from usage_events where outcome <> 'completed' or estimated) as odd,
      (select count(*)::int from holds where state = 'held') as open`,
  )
  if (found.calls !== calls || found.odd !== 0 || found.open !== 0) {
    throw new Error(`${calls} calls were made, and the books have ${JSON.stringify(found)}`)
  }
}
