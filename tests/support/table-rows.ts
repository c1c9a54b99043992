import type { Database } from '../../netlify/functions/_lib/db/database.ts'

type Options = { except?: readonly string[] }

/** What every table holds, as one digest per table: equal before and after means that nothing was written. */
export const digestTables = (books: Database, options: Options = {}): Promise<Record<string, string>> =>
  ofEveryTable(books, `count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '')`, options)

/** The last write to each table and its number of rows: as telling, and quick where there are many rows. */
export const versionTables = (books: Database, options: Options = {}): Promise<Record<string, string>> =>
  ofEveryTable(books, `count(*) || ' ' || coalesce(max(xmin::text::bigint)::text, '')`, options)

const ofEveryTable = async (
  books: Database,
  expression: string,
  { except = [] }: Options,
): Promise<Record<string, string>> => {
  const tables = (await books.query(
    `select table_name as name from information_schema.tables
      where table_schema = 'public' and table_type = 'BASE TABLE' and not table_name = any ($1)`,
    [except],
  )) as { name: string }[] // The one column just asked for.
  const queries = tables.map(({ name }) => `select '${name}' as name, ${expression} as found from "${name}" t`)
  const rows = (await books.query(queries.join(' union all '), [])) as { name: string; found: string }[]
  return Object.fromEntries(rows.map(({ name, found }) => [name, found]))
}

/** What the tables hold of one customer, in the same way. */
export const digestCustomer = async (books: Database, customerId: string): Promise<Record<string, string>> => {
  const tables = (await books.query(
    `select table_name as name from information_schema.columns join information_schema.tables using (table_schema, table_name)
      where table_schema = 'public' and table_type = 'BASE TABLE' and column_name = 'customer_id'`,
    [],
  )) as { name: string }[] // The one column just asked for.
  const digests = tables.map(
    ({ name }) =>
      `select '${name}' as name, coalesce(string_agg(t::text, '|' order by t::text), '') as digest from "${name}" t where customer_id = $1`,
  )
  const rows = (await books.query(digests.join(' union all '), [customerId])) as { name: string; digest: string }[]
  return Object.fromEntries(rows.map(({ name, digest }) => [name, digest]))
}
