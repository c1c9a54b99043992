import type { Transport } from '../../netlify/functions/_lib/providers/transport.ts'

/** Numbers from 0 to 1 that are the same in every run (mulberry32). */
export const seededRandom = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** The same transport, with every body cut anew at random places: through lines, characters and blank lines. */
export const inRandomPieces = (transport: Transport, random: () => number, mostBytes = 64): Transport => ({
  send: async (call, options) => {
    const response = await transport.send(call, options)
    return { ...response, body: response.body.pipeThrough(cutter(random, mostBytes)) }
  },
})

const cutter = (random: () => number, mostBytes: number) =>
  new TransformStream<Uint8Array, Uint8Array>({
    transform(bytes, out) {
      for (let at = 0; at < bytes.length;) {
        const end = at + 1 + Math.floor(random() * mostBytes)
        out.enqueue(bytes.subarray(at, end))
        at = end
      }
    },
  })
