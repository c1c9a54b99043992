import type { Timing } from './http-call.ts'

/** Something that is done once a round and timed. */
export type Turn = { name: string; take: () => Promise<Timing> }

export type Timed = { name: string; timings: readonly Timing[] }

/**
 * Gives everybody one turn a round, in an order that moves on from round to round, so that whatever else the machine does
 * hits all alike. The timings are without the warm-up, and the nth ones of all belong to the same round.
 */
export const interleave = async <Name extends string>(
  turns: Readonly<Record<Name, Turn>>,
  options: { rounds: number; warmUp: number },
): Promise<Record<Name, Timed>> => {
  // Object.entries() forgets the names' type, and Object.fromEntries() too.
  const entries = Object.entries(turns) as [Name, Turn][]
  const results = entries.map(([key, { name, take }]) => ({ key, name, take, timings: new Array<Timing>() }))
  for (let round = 0; round < options.warmUp + options.rounds; round += 1) {
    const first = round % results.length
    for (const { take, timings } of [...results.slice(first), ...results.slice(0, first)]) {
      const timing = await take()
      if (round >= options.warmUp) timings.push(timing)
    }
  }
  return Object.fromEntries(results.map((result) => [result.key, result])) as unknown as Record<Name, Timed>
}
