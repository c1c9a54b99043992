import type { Database } from '../../netlify/functions/_lib/db/database.ts'

/** What every table holds, as one digest per table: equal before and after means that nothing was written. */
export const digestTables = async (
  books: Database,
  { except = [] }: { except?: readonly string[] } = {},
): Promise<Record<string, string>> => {
  const tables = (await books.query(
    `select table_name as name from information_schema.tables
      where table_schema = 'public' and table_type = 'BASE TABLE' and not table_name = any ($1)`,
    [except],
  )) as { name: string }[] // The two columns just asked for.
  const digests = tables.map(
    ({ name }) =>
      `select '${name}' as name, count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as digest from "${name}" t`,
  )
  const rows = (await books.query(digests.join(' union all '), [])) as { name: string; digest: string }[]
  return Object.fromEntries(rows.map(({ name, digest }) => [name, digest]))
}
