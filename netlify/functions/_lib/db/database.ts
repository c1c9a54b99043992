import type { z } from 'zod'

/** What a statement may be given. Bigints travel as decimal text, so no driver rounds them. */
export type SqlValue = string | number | bigint | boolean | Date | null | readonly string[]

/** The port that both drivers implement. One call is one round trip. Rows come back as the driver read them. */
export type Database = {
  /** @throws GatewayError DATABASE_UNAVAILABLE when the database cannot be reached in time; other failures as the driver's own error. */
  query(text: string, values: readonly SqlValue[]): Promise<readonly unknown[]>
  close(): Promise<void>
}

/** A piece of SQL with its values, to be put into a statement. Its text comes from source code only, never from input. */
export class Fragment {
  readonly strings: readonly string[]
  readonly values: readonly (SqlValue | Fragment)[]

  constructor(strings: readonly string[], values: readonly (SqlValue | Fragment)[]) {
    this.strings = strings
    this.values = values
  }
}

export type Statement<Row> = { text: string; values: readonly SqlValue[]; row: z.ZodType<Row> }

export const fragment = (strings: TemplateStringsArray, ...values: (SqlValue | Fragment)[]): Fragment =>
  new Fragment(strings, values)

/** Tags a statement with the shape of its rows: sql(rowSchema)`select …`. */
export const sql =
  <Schema extends z.ZodType>(row: Schema) =>
  (strings: TemplateStringsArray, ...values: (SqlValue | Fragment)[]): Statement<z.output<Schema>> => {
    const flat: SqlValue[] = []
    const text = render(new Fragment(strings, values), flat)
    // ZodType is invariant in its internals, but parses to exactly its own output type.
    return { text, values: flat, row: row as unknown as z.ZodType<z.output<Schema>> }
  }

const render = ({ strings, values }: Fragment, flat: SqlValue[]): string =>
  strings
    .map((part, index) => {
      const value = values[index]
      if (value === undefined) return part
      if (value instanceof Fragment) return part + render(value, flat)
      flat.push(value)
      return `${part}$${flat.length}`
    })
    .join('')

/** `a = $1, b = $2` for the given columns; undefined values are left out. Column names come from source code only. */
export const assignments = (columns: Readonly<Record<string, SqlValue | undefined>>): Fragment => {
  const given = Object.entries(columns).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]))
  return new Fragment(
    ['', ...given.map((_, index) => (index < given.length - 1 ? ', ' : ''))].map((separator, index) => {
      const next = given[index]
      return next ? `${separator}${next.name} = ` : separator
    }),
    given.map(({ value }) => value),
  )
}

export const all = async <Row>(db: Database, statement: Statement<Row>): Promise<Row[]> => {
  const rows = await db.query(statement.text, statement.values)
  return rows.map((row) => statement.row.parse(row))
}

export const maybe = async <Row>(db: Database, statement: Statement<Row>): Promise<Row | undefined> =>
  (await all(db, statement))[0]

export const one = async <Row>(db: Database, statement: Statement<Row>): Promise<Row> => {
  const row = await maybe(db, statement)
  if (row === undefined) throw new Error('a statement that always gives a row gave none')
  return row
}
