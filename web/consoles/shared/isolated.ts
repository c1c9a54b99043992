/** Letters that are written from right to left, and characters that turn the direction of what follows. */
const TURNS = /[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc]/

const ISOLATES = /[\u2066-\u2069]/g

/** A name within a sentence, which may not turn what stands after it. Where it has an element of its own, page.css sees to that. */
export const isolated = (name: string): string =>
  TURNS.test(name) ? `\u2068${name.replaceAll(ISOLATES, '')}\u2069` : name
