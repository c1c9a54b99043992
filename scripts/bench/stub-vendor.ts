import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { StubAnswer } from '../../tests/support/stub-vendor.ts'
import { startScript } from './script-process.ts'

const SCRIPT = join(import.meta.dirname, '..', '..', 'tests', 'support', 'stub-vendor.ts')

const words = (count: number): string[] => Array.from({ length: count }, (_, at) => `word${at} `)

/** As fast as the vendor can, so that only the contenders' own time is left. */
export const AT_ONCE: StubAnswer = { kind: 'answer', chunks: words(20) }
/** A trickle, as models speak. */
export const IN_PIECES: StubAnswer = { kind: 'answer', chunks: words(8), intervalMs: 5 }
/** Nothing of the text comes before `release`. */
export const HELD: StubAnswer = { kind: 'answer', chunks: words(2), interruption: { afterChunks: 0, by: 'hold' } }

/** Half of it, and the rest after `release`: for streams that have to be open all at once. */
export const HALF_HELD: StubAnswer = {
  kind: 'answer',
  chunks: words(40),
  interruption: { afterChunks: 20, by: 'hold' },
}
/** What comes last before `HALF_HELD` waits. */
export const LAST_BEFORE_HOLD = '"content":"word19 "'

export type BenchVendor = {
  url: string
  behave: (answer: StubAnswer) => Promise<void>
  /** Resolves when it has taken its `nth` request. */
  asked: (nth: number) => Promise<void>
  requests: () => Promise<number>
  release: () => Promise<void>
}

/** The tests' stub vendor, in a process of its own. */
export const startVendor = async (directory: string, cleanUp: AsyncDisposableStack): Promise<BenchVendor> => {
  const { url } = await startScript({ script: SCRIPT, directory }, cleanUp)
  const steer = async (path: string, body?: unknown): Promise<number> => {
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
    const response = await fetch(`${url}/stub/${path}`, init)
    return z.object({ requests: z.int() }).parse(await response.json()).requests
  }
  const post = async (path: string, body: unknown): Promise<void> => {
    await steer(path, body)
  }
  return {
    url,
    behave: (answer) => post('behaviour', answer),
    release: () => post('release', {}),
    requests: () => steer('requests'),
    asked: async (nth) => {
      while ((await steer('requests')) < nth) await sleep(5)
    },
  }
}
