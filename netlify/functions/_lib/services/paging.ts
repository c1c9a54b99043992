/** A page of a list, and where the next one begins; null on the last. */
export type Paged<Row> = { rows: Row[]; nextCursor: string | null }

/** The page that a query for one row more than `limit` found. */
export const nextPage = <Row>(found: readonly Row[], limit: number, cursorOf: (last: Row) => string): Paged<Row> => {
  const rows = found.slice(0, limit)
  const last = rows.at(-1)
  return { rows, nextCursor: found.length > limit && last !== undefined ? cursorOf(last) : null }
}
