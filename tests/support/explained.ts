import { expect } from 'vitest'
import type { Database, SqlValue } from '../../netlify/functions/_lib/db/database.ts'

/** A node of a plan, as PostgreSQL documents it. */
export type PlanNode = {
  'Node Type': string
  'Relation Name'?: string
  'Actual Rows': number
  'Actual Loops': number
  'Heap Fetches'?: number
  'Rows Removed by Filter'?: number
  Plans?: PlanNode[]
}

export type Asked = { text: string; values: readonly SqlValue[] }

/** A database that passes everything on and remembers what it was asked. */
export const listening = (db: Database): { db: Database; asked: Asked[] } => {
  const asked: Asked[] = []
  return {
    asked,
    db: {
      query: (text, values) => {
        asked.push({ text, values })
        return db.query(text, values)
      },
      close: () => db.close(),
    },
  }
}

/** The plan of a statement with these very values, carried out. */
export const planOf = async (db: Database, { text, values }: Asked): Promise<PlanNode[]> => {
  const rows = await db.query(`explain (analyze, format json) ${text}`, values)
  // As PostgreSQL documents it.
  return (rows as { 'QUERY PLAN': [{ Plan: PlanNode }] }[]).flatMap((row) => nodesOf(row['QUERY PLAN'][0].Plan))
}

const nodesOf = (plan: PlanNode): PlanNode[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)]

export const touching = (nodes: readonly PlanNode[], tables: readonly string[]): PlanNode[] =>
  nodes.filter((node) => tables.includes(node['Relation Name'] ?? ''))

/** Rows that were looked at, whether they were wanted or not. */
export const rowsRead = (node: PlanNode): number =>
  (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops']

/** None of the tables is read as a whole, and no more rows of one than an answer needs. */
export const assertCheap = (nodes: readonly PlanNode[], tables: readonly string[], mostRows: number): void => {
  for (const node of touching(nodes, tables)) {
    expect(node['Node Type'], node['Relation Name']).not.toMatch(/Seq Scan/)
    expect(node['Actual Rows'] * node['Actual Loops'], node['Relation Name']).toBeLessThanOrEqual(mostRows)
  }
}
