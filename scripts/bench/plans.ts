import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { admit, countRequest, release, settle, sweepHolds } from '../../netlify/functions/_lib/db/calls.ts'
import { all, sql, type Database } from '../../netlify/functions/_lib/db/database.ts'
import { findCredential } from '../../netlify/functions/_lib/db/keys.ts'
import { admissionOf, settlementOf, type Payer } from './books.ts'
import { openSession } from './session.ts'

/** PostgreSQL makes a plan for each of the first five executions and then one that it keeps; both kinds are wanted. */
const EXECUTIONS = 8

type PlanNode = { 'Node Type': string; 'Relation Name'?: string | undefined; Plans?: PlanNode[] | undefined }

const planNode: z.ZodType<PlanNode> = z.object({
  'Node Type': z.string(),
  'Relation Name': z.string().optional(),
  get Plans() {
    return z.array(planNode).optional()
  },
})
const explained = z.object({ 'Query Text': z.string(), Plan: planNode })

const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)]

const nothing = z.record(z.string(), z.unknown())

const visitEverything = async (db: Database, payer: Payer): Promise<number> => {
  let charged = 0
  for (let nth = 0; nth < EXECUTIONS; nth += 1) {
    await findCredential(db, { keyHash: payer.keyHash })
    const settled = admissionOf(payer)
    await admit(db, { ...settled, credential: nth % 2 === 0 ? settled.credential : { apiKeyId: payer.keyId } })
    await settle(db, settlementOf(settled.holdId))
    await settle(db, settlementOf(settled.holdId))
    const released = admissionOf(payer)
    await admit(db, released)
    await release(db, { holdId: released.holdId, outcome: 'UPSTREAM_ERROR', withdraw: true })
    await countRequest(db, payer.keyId, { rpm: 1_000_000, rpd: 1_000_000 })
    charged += 1
  }
  const lost = admissionOf(payer)
  await admit(db, { ...lost, ttlSeconds: 1 })
  await sleep(1_100)
  for (let nth = 0; nth < EXECUTIONS; nth += 1) await sweepHolds(db, 100)
  // The provider's numbers come late after all.
  await settle(db, settlementOf(lost.holdId))
  return charged + 1
}

/**
 * Watches every statement that the functions of a call run inside PostgreSQL, and throws when one of them reads a whole
 * table. The tables have to be large by now: of a small one a sequential scan is the right plan.
 */
export const watchPlans = async (connectionString: string, payer: Payer): Promise<{ plans: number; calls: number }> => {
  const db = await openSession(connectionString)
  try {
    let plans = 0
    const scans = new Set<string>()
    db.onNotice((message) => {
      const [, json] = /plan:\n(\{[^]*\})/.exec(message) ?? []
      if (json === undefined) return
      const { Plan, 'Query Text': text } = explained.parse(JSON.parse(json))
      plans += 1
      for (const node of nodesOf(Plan)) {
        if (node['Node Type'] === 'Seq Scan') scans.add(`${node['Relation Name'] ?? '?'} in: ${text.trim()}`)
      }
    })
    for (const statement of [
      sql(nothing)`load 'auto_explain'`,
      sql(nothing)`select set_config(name, value, false) from (values ('auto_explain.log_min_duration', '0'),
        ('auto_explain.log_nested_statements', 'on'), ('auto_explain.log_format', 'json'), ('auto_explain.log_level', 'notice')
      ) as settings (name, value)`,
    ]) {
      await all(db, statement)
    }
    const calls = await visitEverything(db, payer)
    if (plans === 0) throw new Error('auto_explain told of no plan')
    if (scans.size > 0) throw new Error(`whole tables are read:\n${[...scans].join('\n')}`)
    return { plans, calls }
  } finally {
    await db.close()
  }
}
