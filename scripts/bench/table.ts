export type Cell = string | number

/** A titled table of aligned columns; the first is text, the others are figures. */
export const table = (title: string, heads: readonly string[], rows: readonly (readonly Cell[])[]): string => {
  const lines = [heads, ...rows].map((row) => heads.map((_, column) => String(row[column] ?? '')))
  const widths = heads.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  const body = lines.map((line) =>
    line
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('   ')
      .trimEnd(),
  )
  return ['', title, ...body.map((line) => `  ${line}`)].join('\n')
}

export const ms = (value: number): string => value.toFixed(value < 9.995 ? 2 : 1)
export const whole = (value: number): string => Math.round(value).toLocaleString('en-US')
export const times = (value: number): string => `${value.toFixed(2)}×`
