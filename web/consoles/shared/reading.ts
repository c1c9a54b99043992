/** What somebody typed, as it was understood. Null: nothing was typed, or, with a problem, nothing that can be read. */
export type Reading = { value: number | null; problem?: string }

/** A whole number as somebody types it: `1200`, `1,200`. */
export const readWhole = (typed: string, { least, most }: { least: number; most: number }): Reading => {
  const text = typed.trim()
  if (text === '') return { value: null }
  if (!/^-?(\d+|\d{1,3}(,\d{3})+)$/.test(text)) return { value: null, problem: 'This is no whole number: 1200' }
  return within(Number(text.replaceAll(',', '')), least, most)
}

/** A number that may have a fraction: `0.7`. */
export const readDecimal = (typed: string, { least, most }: { least: number; most: number }): Reading => {
  const text = typed.trim()
  if (text === '') return { value: null }
  if (!/^-?(\d+(\.\d*)?|\.\d+)$/.test(text)) return { value: null, problem: 'This is no number: 0.7' }
  return within(Number(text), least, most)
}

const within = (value: number, least: number, most: number): Reading => {
  if (value < least) return { value: null, problem: `Is less than ${least.toLocaleString('en-US')}` }
  if (value > most) return { value: null, problem: `Is more than ${most.toLocaleString('en-US')}` }
  return { value }
}
