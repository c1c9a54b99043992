type Asked<Row> = {
  query: string
  /** What was found is of what was typed before. */
  isOld: boolean
  /** What a row is found by. */
  words: (row: Row) => readonly string[]
}

/** What was found, and for as long as that is old, what of it is found by the words that stand there now: nobody is led to another. */
export const stillMatching = <Row>(rows: readonly Row[] = [], { query, isOld, words }: Asked<Row>): readonly Row[] =>
  isOld ? rows.filter((row) => words(row).some((word) => word.toLowerCase().includes(query.toLowerCase()))) : rows
