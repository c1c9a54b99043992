import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readEvents, type ServerSentEvent } from '../../../web/client/read-events.ts'

const TEXT =
  'event: meta\ndata: {"model":"gpt-4o-mini"}\n\nevent: delta\ndata: {"text":"Grüße, 世界 👋🏽"}\n\nevent: done\ndata: {}\n\n'
const EVENTS: ServerSentEvent[] = [
  { event: 'meta', data: '{"model":"gpt-4o-mini"}' },
  { event: 'delta', data: '{"text":"Grüße, 世界 👋🏽"}' },
  { event: 'done', data: '{}' },
]
const BYTES = new TextEncoder().encode(TEXT)

const bodyOf = (pieces: readonly Uint8Array[]): ReadableStream<Uint8Array> => {
  const left = [...pieces]
  return new ReadableStream({
    pull: (controller) => {
      const piece = left.shift()
      if (piece === undefined) controller.close()
      else controller.enqueue(piece)
    },
  })
}

const eventsOf = async (pieces: readonly Uint8Array[]): Promise<ServerSentEvent[]> => {
  const events: ServerSentEvent[] = []
  for await (const event of readEvents(bodyOf(pieces))) events.push(event)
  return events
}

const cutAt = (bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] => {
  const places = [0, ...cuts.toSorted((a, b) => a - b), bytes.length]
  return places.slice(1).map((end, nth) => bytes.subarray(places[nth], end))
}

test('the bytes may be cut at any place', async () => {
  for (let place = 0; place <= BYTES.length; place += 1) expect(await eventsOf(cutAt(BYTES, [place]))).toEqual(EVENTS)
})

test('the bytes may be cut at any places, each on its own too', async () => {
  expect(await eventsOf([...BYTES].map((byte) => Uint8Array.of(byte)))).toEqual(EVENTS)
  const places = fc.array(fc.nat(BYTES.length), { maxLength: 20 })
  await fc.assert(
    fc.asyncProperty(places, async (cuts) => {
      expect(await eventsOf(cutAt(BYTES, cuts))).toEqual(EVENTS)
    }),
  )
})

test('CRLF, comments and a byte order mark are as in the standard', async () => {
  const text = `\uFEFF: hello\r\n${TEXT.replaceAll('\n', '\r\n')}`
  expect(await eventsOf([new TextEncoder().encode(text)])).toEqual(EVENTS)
})

test('an event that was cut off before its blank line is not one', async () => {
  expect(await eventsOf([BYTES.subarray(0, -1)])).toEqual(EVENTS.slice(0, 2))
})

test('a body that fails gives what it had, and then its error', async () => {
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.error(new TypeError('network error')),
    start: (controller) => controller.enqueue(BYTES.subarray(0, 60)),
  })
  const seen: ServerSentEvent[] = []
  const reading = async () => {
    for await (const event of readEvents(body)) seen.push(event)
  }
  await expect(reading()).rejects.toThrow('network error')
  expect(seen).toEqual(EVENTS.slice(0, 1))
})

test('whoever stops early lets go of the connection', async () => {
  let cancelled = false
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(BYTES),
    cancel: () => {
      cancelled = true
    },
  })
  for await (const event of readEvents(body)) if (event.event === 'meta') break
  expect(cancelled).toBe(true)
})
