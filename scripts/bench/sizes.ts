/** How much is measured. The quick sizes only prove that the benchmark works; their figures say little. */
export type Sizes = {
  warmUp: number
  chatRounds: number
  streamRounds: number
  /** Passed through, open all at once. */
  concurrentStreams: number
  roundTripCalls: number
  /** Each contender takes its turn so many times, for so long. */
  loadTurns: number
  loadSeconds: number
  /** Of each number of connections, straight to the SQL functions. */
  sqlSeconds: number
  growthCycles: number
  historyRows: number
  neighbours: number
}

export const FULL: Sizes = {
  warmUp: 100,
  chatRounds: 600,
  streamRounds: 200,
  concurrentStreams: 512,
  roundTripCalls: 20,
  loadTurns: 3,
  loadSeconds: 3,
  sqlSeconds: 4,
  growthCycles: 500,
  historyRows: 200_000,
  neighbours: 5_000,
}

export const QUICK: Sizes = {
  warmUp: 5,
  chatRounds: 30,
  streamRounds: 10,
  concurrentStreams: 64,
  roundTripCalls: 2,
  loadTurns: 1,
  loadSeconds: 0.4,
  sqlSeconds: 0.3,
  growthCycles: 30,
  historyRows: 10_000,
  neighbours: 1_000,
}
