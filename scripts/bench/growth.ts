import type { Database } from '../../netlify/functions/_lib/db/database.ts'
import { bookOnce, createPayer, type Payer } from './books.ts'
import { addHistory, addNeighbours } from './history.ts'
import { openSession } from './session.ts'
import { resetStatementTimes, statementTimes, type StatementTimes } from './statement-times.ts'
import { median } from './statistics.ts'

/** Medians as the caller sees them, in milliseconds. */
export type BookTimes = { admitMs: number; settleMs: number }

export type Growth = {
  empty: BookTimes
  /** With full tables: a key that has no past, and the key whose past fills them, in turns. */
  newcomer: BookTimes
  regular: BookTimes
  inside: { empty: StatementTimes; full: StatementTimes }
  payer: Payer
  calls: number
}

const WARM_UP_CYCLES = 30

/** What an admission and a settlement take in empty tables, and after `rows` calls of the very same key in the same month. */
export const measureGrowth = async (
  connectionString: string,
  { cycles, rows, neighbours }: { cycles: number; rows: number; neighbours: number },
): Promise<Growth> => {
  // The same session before and after: it keeps the plans that it made while the tables were empty.
  const db = await openSession(connectionString)
  const seeding = await openSession(connectionString)
  try {
    const payer = await createPayer(db, 'growth')
    const [empty] = await measure(db, [payer], cycles)
    const insideEmpty = await statementTimes(db)
    await addHistory(seeding, payer, rows)
    await addNeighbours(seeding, neighbours)
    const [newcomer, regular] = await measure(db, [await createPayer(db, 'newcomer'), payer], cycles)
    if (!empty || !newcomer || !regular) throw new Error('a payer without times')
    const inside = { empty: insideEmpty, full: await statementTimes(db) }
    return { empty, newcomer, regular, inside, payer, calls: rows + 3 * (cycles + WARM_UP_CYCLES) }
  } finally {
    await db.close()
    await seeding.close()
  }
}

const measure = async (db: Database, payers: readonly Payer[], cycles: number): Promise<BookTimes[]> => {
  const entries = payers.map((payer) => ({ payer, times: new Array<BookTimes>() }))
  for (let cycle = -WARM_UP_CYCLES; cycle < cycles; cycle += 1) {
    if (cycle === 0) await resetStatementTimes(db)
    for (const { payer, times } of entries) {
      const time = await bookOnce(db, payer)
      if (cycle >= 0) times.push(time)
    }
  }
  return entries.map(({ times }) => ({
    admitMs: median(times.map(({ admitMs }) => admitMs)),
    settleMs: median(times.map(({ settleMs }) => settleMs)),
  }))
}
