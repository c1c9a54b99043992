import type { Database } from '../../netlify/functions/_lib/db/database.ts'

type Options = { except?: readonly string[] }

/** What every table holds, as one digest per table: equal before and after means that nothing was written. */
export const digestTables = (books: Database, options: Options = {}): Promise<Record<string, string>> =>
  ofEveryTable(books, `count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '')`, options)

/**
 * The last write to each table and its number of rows: as telling, and quick where there are many rows. The age of a row grows with every
 * transaction, and so does that of the first of all; what lies between them is the transaction that wrote the row.
 */
export const versionTables = (books: Database, options: Options = {}): Promise<Record<string, string>> =>
  ofEveryTable(books, `count(*) || ' ' || coalesce((age('3'::xid) - min(age(xmin)))::text, '')`, options)

// A test makes no tables, and asks again and again.
const namesOf = new WeakMap<Database, Promise<readonly string[]>>()

const tablesOf = (books: Database): Promise<readonly string[]> => {
  const known = namesOf.get(books) ?? readTables(books)
  namesOf.set(books, known)
  return known
}

const readTables = async (books: Database): Promise<readonly string[]> => {
  const tables = (await books.query(`select tablename as name from pg_tables where schemaname = 'public'`, [])) as {
    name: string
  }[] // The one column just asked for.
  return tables.map(({ name }) => name)
}

const ofEveryTable = async (
  books: Database,
  expression: string,
  { except = [] }: Options,
): Promise<Record<string, string>> => {
  const tables = (await tablesOf(books)).filter((name) => !except.includes(name))
  const queries = tables.map((name) => `select '${name}' as name, ${expression} as found from "${name}" t`)
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
