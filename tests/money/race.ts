import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { join } from 'node:path'
import type { Database } from '../../netlify/functions/_lib/db/database.ts'
import type { Order, Outcome } from './admit-worker.ts'

/** Runs the orders in one process each, all starting at the same signal, and adds up what became of their calls. */
export const race = async (orders: readonly Order[]): Promise<Outcome> => {
  const workers = orders.map((order) => {
    const process_ = spawn(process.execPath, [join(import.meta.dirname, 'admit-worker.ts'), JSON.stringify(order)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    return { process: process_, lines: createInterface({ input: process_.stdout })[Symbol.asyncIterator]() }
  })
  for (const { lines } of workers) await lines.next()
  for (const worker of workers) worker.process.stdin.write('go\n')
  const outcomes = await Promise.all(
    workers.map(async ({ process: process_, lines }) => {
      const line = await lines.next()
      if (process_.exitCode === null) await once(process_, 'exit')
      // The worker prints an Outcome; it is ours.
      return JSON.parse(String(line.value)) as Outcome
    }),
  )
  return outcomes.reduce(add)
}

const add = (a: Outcome, b: Outcome): Outcome => ({
  verdicts: addCounts(a.verdicts, b.verdicts),
  admittedByKey: addCounts(a.admittedByKey, b.admittedByKey),
  errors: [...a.errors, ...b.errors],
})

const addCounts = (a: Record<string, number>, b: Record<string, number>): Record<string, number> => {
  const sum = { ...a }
  for (const [name, count] of Object.entries(b)) sum[name] = (sum[name] ?? 0) + count
  return sum
}

/**
 * A copy of a function of the database with one defect: the lock on the customer's books is left out, which turns it into the
 * check-then-act that races overshoot.
 */
export const createTwinWithoutLock = async (books: Database, name: string): Promise<string> => {
  const rows = await books.query(`select pg_get_functiondef($1::regproc) as text`, [name])
  const text = (rows as { text: string }[])[0]?.text ?? ''
  const twin = text
    .replace(/FUNCTION public\.\w+\(/, `FUNCTION public.${name}_twin(`)
    .replace(/perform 1 from customer_books[^;]*for update;/g, '')
    // Between check and act it takes a breath, so that the defect shows on every machine and not only on a busy one.
    .replace(/insert into (rate_limit_windows|monthly_usage) as/g, 'perform pg_sleep(0.003); $&')
    .replace(/if v_hold\.state = 'held' then/, '$& perform pg_sleep(0.02);')
    .replaceAll(`${name}.customer_id`, `${name}_twin.customer_id`)
    .replaceAll(`${name}.api_key_id`, `${name}_twin.api_key_id`)
  if (twin.includes('for update') || !text.includes('for update')) throw new Error('the twin still holds the lock')
  if (!twin.includes('pg_sleep')) throw new Error('the twin takes no breath')
  await books.query(twin, [])
  return `${name}_twin`
}

const PLACE = 715_140_227

/**
 * For a function of the database: waits until another session has come to the same place, two seconds at most. Two of a race meet there
 * whatever else the machine does, and however long it takes to connect.
 */
export const MEET = `
  perform pg_advisory_xact_lock_shared(${PLACE});
  for attempt in 1..200 loop
    exit when (select count(*) from pg_locks l join pg_database d on d.oid = l.database
                where l.locktype = 'advisory' and l.objid = ${PLACE} and d.datname = current_database()) > 1;
    perform pg_sleep(0.01);
  end loop;`

export const deadlocks = async (books: Database): Promise<number> => {
  const rows = await books.query(
    `select deadlocks::int as count from pg_stat_database where datname = current_database()`,
    [],
  )
  return (rows as { count: number }[])[0]?.count ?? -1
}
