import { connectPostgres } from '../../netlify/functions/_lib/db/postgres.ts'
import { bookOnce, createPayer, type Payer } from './books.ts'
import { median } from './statistics.ts'

export type SqlLoad = { connections: number; customers: number; perSecond: number; medianMs: number; calls: number }

const WARM_UP_CALLS = 10

/** Admissions with their settlements per second, straight to the SQL functions, every connection busy. */
export const measureSqlLoad = async (
  connectionString: string,
  { connections, customers, seconds }: { connections: number; customers: number; seconds: number },
): Promise<SqlLoad> => {
  const db = connectPostgres({ connectionString, maxConnections: connections })
  try {
    const payers: Payer[] = []
    for (let nth = 0; nth < customers; nth += 1) {
      payers.push(await createPayer(db, `load-${connections}-${customers}-${nth}`))
    }
    const workers = Array.from({ length: connections }, (_, nth) => payers[nth % customers])
    let calls = 0
    const book = async (payer: (typeof workers)[number]): Promise<number> => {
      if (payer === undefined) throw new Error('a worker without a payer')
      const { admitMs, settleMs } = await bookOnce(db, payer)
      calls += 1
      return admitMs + settleMs
    }
    await Promise.all(
      workers.map(async (payer) => {
        for (let nth = 0; nth < WARM_UP_CALLS; nth += 1) await book(payer)
      }),
    )
    const latencies: number[] = []
    const beganAt = performance.now()
    const until = beganAt + seconds * 1000
    await Promise.all(
      workers.map(async (payer) => {
        while (performance.now() < until) latencies.push(await book(payer))
      }),
    )
    const perSecond = latencies.length / ((performance.now() - beganAt) / 1000)
    return { connections, customers, perSecond, medianMs: median(latencies), calls }
  } finally {
    await db.close()
  }
}
