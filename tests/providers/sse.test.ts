import { describe, expect, test } from 'vitest'
import type { ServerSentEvent } from '../../netlify/functions/_lib/providers/codec.ts'
import { readServerSentEvents } from '../../netlify/functions/_lib/providers/sse.ts'

const encoder = new TextEncoder()

const bodyOf = (pieces: Iterable<Uint8Array>, onCancel: () => void = () => undefined): ReadableStream<Uint8Array> => {
  const rest = pieces[Symbol.iterator]()
  return new ReadableStream(
    {
      pull: (out) => {
        const next = rest.next()
        if (next.done === true) out.close()
        else out.enqueue(next.value)
      },
      cancel: onCancel,
    },
    { highWaterMark: 0 },
  )
}

const pieces = (text: string, size: number): Uint8Array[] => {
  const bytes = encoder.encode(text)
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.slice(at * size, (at + 1) * size))
}

const eventsOf = async (body: ReadableStream<Uint8Array>, limit?: number): Promise<ServerSentEvent[]> => {
  const events: ServerSentEvent[] = []
  for await (const event of readServerSentEvents(body, limit)) events.push(event)
  return events
}

const collect = (text: string, size = Infinity, limit?: number): Promise<ServerSentEvent[]> =>
  eventsOf(bodyOf(size === Infinity ? [encoder.encode(text)] : pieces(text, size)), limit)

describe('readServerSentEvents', () => {
  test.each([1, 2, 3, 5, 7, 64])('gives the same events whatever the split: %i bytes at a time', async (size) => {
    const stream = 'event: delta\ndata: {"text":"héllo 👩‍👩‍👧 世界"}\n\ndata: [DONE]\n\n'
    expect(await collect(stream, size)).toEqual([
      { event: 'delta', data: '{"text":"héllo 👩‍👩‍👧 世界"}' },
      { event: '', data: '[DONE]' },
    ])
  })

  test.each(['\n', '\r\n', '\r'])('takes every line end of the standard: %j', async (end) => {
    const stream = ['event: a', 'data: 1', '', 'data: 2', 'data: 3', '', ''].join(end)
    for (const size of [1, Infinity]) {
      expect(await collect(stream, size)).toEqual([
        { event: 'a', data: '1' },
        { event: '', data: '2\n3' },
      ])
    }
  })

  test('drops comments, ids, retry hints, unknown fields and a byte order mark', async () => {
    const stream = '\uFEFF: OPENROUTER PROCESSING\n\nid: 7\nretry: soon\nretry: 5\nfoo: bar\ndata:x\n\n: ping\n\n'
    expect(await collect(stream)).toEqual([{ event: '', data: 'x' }])
  })

  test('delivers a last event whose blank line is missing, as it may carry the usage', async () => {
    expect(await collect('data: 1\n\ndata: {"usage":1}')).toEqual([
      { event: '', data: '1' },
      { event: '', data: '{"usage":1}' },
    ])
    expect(await collect('data: 1\r')).toEqual([{ event: '', data: '1' }])
  })

  test('an empty body has no events', async () => {
    expect(await collect('')).toEqual([])
  })

  test('replaces bytes that are not UTF-8 rather than failing', async () => {
    const bytes = [encoder.encode('data: a'), new Uint8Array([0xff]), encoder.encode('b\n\n')]
    expect(await eventsOf(bodyOf(bytes))).toEqual([{ event: '', data: 'a\uFFFDb' }])
  })

  test.each([
    ['in one line without an end', `data: ${'x'.repeat(2000)}`, 100],
    ['in many lines', 'data: xxxxxxxxxx\n'.repeat(200), 100],
    ['in one chunk', `data: ${'x'.repeat(2000)}\n\n`, Infinity],
    ['in a comment', `: ${'x'.repeat(2000)}`, 100],
  ])('UPSTREAM_ERROR for an event that is too long: %s', async (_, stream, size) => {
    await expect(collect(stream, size, 1000)).rejects.toMatchObject({ code: 'UPSTREAM_ERROR' })
  })

  test('any number of events passes that are each short enough', async () => {
    expect(await collect(`data: ${'x'.repeat(900)}\n\n`.repeat(50), 100, 1000)).toHaveLength(50)
  })

  test('events before the one that fails are delivered first', async () => {
    const seen: string[] = []
    const failing = bodyOf(
      (function* () {
        yield encoder.encode('data: 1\n\ndata: 2\n\nda')
        throw new Error('cut')
      })(),
    )
    const reading = async () => {
      for await (const { data } of readServerSentEvents(failing)) seen.push(data)
    }
    await expect(reading()).rejects.toThrow('cut')
    expect(seen).toEqual(['1', '2'])
  })

  test('cancels the body when the consumer stops early, and reads nothing ahead', async () => {
    let cancelled = 0
    let pulled = 0
    const endless = bodyOf(
      (function* () {
        for (;;) yield encoder.encode(`data: ${pulled++}\n\n`)
      })(),
      () => cancelled++,
    )
    for await (const { data } of readServerSentEvents(endless)) if (data === '2') break
    expect({ cancelled, pulled, locked: endless.locked }).toEqual({ cancelled: 1, pulled: 3, locked: false })
  })

  test('cancels the body when an event is too long', async () => {
    let cancelled = 0
    const body = bodyOf(pieces(`data: ${'x'.repeat(5000)}`, 100), () => cancelled++)
    await expect(eventsOf(body, 1000)).rejects.toThrow()
    expect(cancelled).toBe(1)
  })
})
