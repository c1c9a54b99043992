import { callOnce, type Contender } from './http-call.ts'
import { median } from './statistics.ts'
import { processorMs } from './process-figures.ts'

/** One line of the table: a name, and what each of the connections calls. */
export type LoadLine = { name: string; connections: readonly Contender[] }

export type LoadResult = { name: string; perSecond: number; medianMs: number; gatewayProcessorMs: number }

type Turn = { calls: number; seconds: number; latencies: number[]; processorMs: number }

const takeTurn = async (line: LoadLine, seconds: number, gatewayPid: number): Promise<Turn> => {
  const latencies: number[] = []
  const processorBefore = await processorMs(gatewayPid)
  const beganAt = performance.now()
  const until = beganAt + seconds * 1000
  const keepCalling = async (contender: Contender): Promise<void> => {
    while (performance.now() < until) latencies.push((await callOnce(contender)).totalMs)
  }
  await Promise.all(line.connections.map(keepCalling))
  const elapsed = (performance.now() - beganAt) / 1000
  const processor = (await processorMs(gatewayPid)) - processorBefore
  return { calls: latencies.length, seconds: elapsed, latencies, processorMs: processor }
}

/** Answers per second of each line with all its connections busy; the lines take turns, so that noise hits all alike. */
export const measureLoad = async (
  lines: readonly LoadLine[],
  options: { turns: number; seconds: number; gatewayPid: number },
): Promise<LoadResult[]> => {
  const taken = lines.map((): Turn[] => [])
  for (const line of lines) await takeTurn(line, options.seconds / 3, options.gatewayPid)
  for (let turn = 0; turn < options.turns; turn += 1) {
    for (const [at, line] of lines.entries()) {
      taken[at]?.push(await takeTurn(line, options.seconds, options.gatewayPid))
    }
  }
  return lines.map(({ name }, at) => {
    const turns = taken[at] ?? []
    const calls = turns.reduce((sum, turn) => sum + turn.calls, 0)
    return {
      name,
      perSecond: calls / turns.reduce((sum, turn) => sum + turn.seconds, 0),
      medianMs: median(turns.flatMap((turn) => turn.latencies)),
      gatewayProcessorMs: turns.reduce((sum, turn) => sum + turn.processorMs, 0) / calls,
    }
  })
}
