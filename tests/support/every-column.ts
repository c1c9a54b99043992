import type { Database } from '../../netlify/functions/_lib/db/database.ts'
import type { Account } from './gateway.ts'

/** What stands in for a column in a request that tries to set it: right in type, and unlike what is stored. */
const BY_TYPE: Readonly<Record<string, unknown>> = {
  bigint: 4_242,
  integer: 4_242,
  numeric: 4_242,
  text: 'injected',
  boolean: true,
  ARRAY: ['openai'],
  jsonb: { openai: ['gpt-4o-mini'] },
  uuid: '11111111-1111-4111-8111-111111111111',
  bytea: 'aW5qZWN0ZWQ=',
  date: '2000-01-01',
  'timestamp with time zone': '2000-01-01T00:00:00Z',
}

/** Where a value of the type alone would be refused, or would be what is stored anyhow. */
const BY_NAME: Readonly<Record<string, unknown>> = {
  alert_webhook_url: 'https://injected.example.com/',
  callback_url: 'https://injected.example.com/',
  email: 'injected@example.com',
  expires_at: '2040-01-01T00:00:00Z',
  is_active: false,
  month: '2030-02',
  role: 'viewer',
  key_hash: 'f'.repeat(64),
}

const CUSTOMER = /^customer_id$/
const KEY = /^(api_key_id|key_id|rotated_from|first_key_id)$/

/** A value for every column of every table; columns that name an owner name the bystander. */
export const everyColumn = async (books: Database, bystander: Account): Promise<Record<string, unknown>> => {
  const columns = (await books.query(
    `select distinct column_name as name, data_type as type from information_schema.columns
      where table_schema = 'public' order by 1`,
    [],
  )) as { name: string; type: string }[] // The two columns just asked for.
  return Object.fromEntries(
    columns.map(({ name, type }) => {
      if (CUSTOMER.test(name)) return [name, bystander.customerId]
      if (KEY.test(name)) return [name, bystander.keyId]
      const value = Object.hasOwn(BY_NAME, name) ? BY_NAME[name] : BY_TYPE[type]
      if (value === undefined) throw new Error(`every-column.ts has no value of the type ${type}`)
      return [name, value]
    }),
  )
}

export type Tables = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>

/** The rows of every table as JSON, in the order in which they were written. */
export const rowsOfTables = async (books: Database): Promise<Tables> => {
  const tables = (await books.query(
    `select table_name as name from information_schema.tables
      where table_schema = 'public' and table_type = 'BASE TABLE' and table_name <> 'schema_migrations' order by 1`,
    [],
  )) as { name: string }[] // The one column just asked for.
  const parts = tables.map(
    ({ name }) =>
      `select '${name}' as name, (select coalesce(jsonb_agg(to_jsonb(t) order by t.ctid), '[]') from "${name}" t) as rows`,
  )
  const found = (await books.query(parts.join(' union all '), [])) as { name: string; rows: Tables[string] }[]
  return Object.fromEntries(found.map(({ name, rows }) => [name, rows]))
}
