import { setTimeout as sleep } from 'node:timers/promises'
import { chatStream, type Arena } from './contenders.ts'
import type { Contender } from './http-call.ts'
import { processorMs, residentMegabytes } from './process-figures.ts'
import { HALF_HELD, LAST_BEFORE_HOLD, type BenchVendor } from './stub-vendor.ts'
import { openStream } from './whole-stream.ts'

/** `half`: from sending until half of the answer is there; `rest`: from the vendor's going on until the end. */
export type CrowdResult = {
  name: string
  streams: number
  frames: { seen: number; equal: number }
  halfMs: readonly number[]
  restMs: readonly number[]
  /** Of the gateway's process. */
  megabytes?: { before: number; open: number; after: number }
  processorMs?: number
}

type Options = { vendor: BenchVendor; gatewayPid: number; streams: number }

/** How long a garbage collector is given before the last look at the memory. */
const REST_MS = 2_000

/**
 * So many streams open at the same moment, straight to the vendor and through proxy and gateway: the vendor waits in the middle
 * of each until all have come so far. Half of the clients ask for usage. @throws Error when one byte differs from the vendor's
 */
export const measureCrowd = async (arena: Arena, options: Options): Promise<CrowdResult[]> => {
  const { vendor, gatewayPid, streams } = options
  await vendor.behave(HALF_HELD)
  const asks = (name: string, base: string, nth: number, key: string): Contender =>
    chatStream(name, base, { model: arena.model, key, usageAsked: nth % 2 === 0 })
  const expected = await Promise.all(
    [0, 1].map((nth) => answerOf(asks('vendor', arena.vendorUrl, nth, 'sk-bench'), vendor)),
  )
  const crowd = (name: string, base: string, keys: readonly string[]): Contender[] =>
    Array.from({ length: streams }, (_, nth) => asks(name, base, nth, keys[nth % keys.length] ?? ''))

  const straight = await run(crowd('vendor', arena.vendorUrl, ['sk-bench']), expected, vendor)
  const proxied = await run(crowd('bare proxy', arena.proxyUrl, ['sk-bench']), expected, vendor)
  const before = await residentMegabytes(gatewayPid)
  const processorBefore = await processorMs(gatewayPid)
  let open = NaN
  const passed = await run(crowd('gateway', arena.gatewayUrl, arena.keys), expected, vendor, async () => {
    open = await residentMegabytes(gatewayPid)
  })
  const used = (await processorMs(gatewayPid)) - processorBefore
  await sleep(REST_MS)
  const after = await residentMegabytes(gatewayPid)
  return [straight, proxied, { ...passed, megabytes: { before, open, after }, processorMs: used }]
}

/** One answer by itself, for comparison. */
const answerOf = async (contender: Contender, vendor: BenchVendor): Promise<Buffer> => {
  const { saw, whole } = openStream(contender, LAST_BEFORE_HOLD)
  await saw
  await vendor.release()
  return (await whole).bytes
}

const run = async (
  contenders: readonly Contender[],
  expected: readonly Buffer[],
  vendor: BenchVendor,
  onAllOpen: () => Promise<void> = () => Promise.resolve(),
): Promise<CrowdResult> => {
  const streams = contenders.map((contender) => openStream(contender, LAST_BEFORE_HOLD))
  const wholes = Promise.all(streams.map(({ whole }) => whole))
  // Reported where it is awaited; until then a failure of one may not end the process.
  wholes.catch(() => undefined)
  const beganAt = performance.now()
  const halfMs = await Promise.all(streams.map(({ saw }) => saw))
  await onAllOpen()
  const resumedMs = performance.now() - beganAt
  await vendor.release()
  const answers = await wholes
  const frames = { seen: 0, equal: 0 }
  for (const [nth, { bytes }] of answers.entries()) {
    const right = framesOf(expected[nth % expected.length] ?? Buffer.alloc(0))
    const seen = framesOf(bytes)
    frames.seen += seen.length
    frames.equal += seen.filter((frame, at) => frame === right[at]).length
    if (seen.length !== right.length) throw new Error(`a stream has ${seen.length} frames, not ${right.length}`)
  }
  const name = contenders[0]?.name ?? ''
  if (frames.equal !== frames.seen)
    throw new Error(`${name}: ${frames.seen - frames.equal} frames are not the vendor's`)
  const restMs = answers.map(({ totalMs }) => totalMs - resumedMs)
  return { name, streams: contenders.length, frames, halfMs, restMs }
}

/** Each with its blank line, so that nothing between two of them is left out of the comparison. */
const framesOf = (bytes: Buffer): string[] => bytes.toString('latin1').split(/(?<=\n\n)/)
