import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { createBatches, type Batches } from '../../netlify/functions/_lib/services/monitor-batches.ts'

/** Batches of numbers to a receiver that a test steers, and what it received. */
const receiver = (change: { capacity?: number; batchSize?: number; pauseMs?: number } = {}) => {
  const received: { items: readonly number[]; lost: number }[] = []
  const state = { fails: false, atOnce: 0, most: 0, sends: 0 }
  const onLoss = vi.fn<(lost: number) => void>()
  const batches: Batches<number> = createBatches<number>({
    capacity: 10,
    batchSize: 4,
    pauseMs: 20,
    ...change,
    send: async (items, lost) => {
      state.sends += 1
      state.atOnce += 1
      state.most = Math.max(state.most, state.atOnce)
      await sleep(5)
      state.atOnce -= 1
      if (state.fails) throw new Error('not now')
      received.push({ items: [...items], lost })
    },
    onLoss,
  })
  return { batches, received, state, onLoss }
}

const add = ({ batches }: ReturnType<typeof receiver>, from: number, to: number): void => {
  for (let item = from; item <= to; item += 1) batches.add(item)
}

test('everything arrives in order, in batches, one at a time, however many ask', async () => {
  const to = receiver()
  add(to, 1, 6)
  const flushes = [to.batches.flush(), to.batches.flush()]
  add(to, 7, 9)
  await Promise.all([...flushes, to.batches.flush()])
  expect(to.received.map(({ items }) => items)).toEqual([[1, 2, 3, 4], [5, 6, 7, 8], [9]])
  expect(to.state.most).toBe(1)
})

test('with nothing to send, a flush is nothing', async () => {
  const to = receiver()
  await to.batches.flush()
  expect(to.state.sends).toBe(0)
})

test('a first flush is sent at once, those that follow are put together', async () => {
  const to = receiver({ pauseMs: 200, capacity: 100, batchSize: 100 })
  add(to, 1, 1)
  const startedAt = performance.now()
  await to.batches.flush()
  expect(performance.now() - startedAt).toBeLessThan(150)
  const flushes = Array.from({ length: 20 }, (_, nth) => {
    add(to, nth, nth)
    return to.batches.flush()
  })
  await Promise.all(flushes)
  expect(performance.now() - startedAt).toBeGreaterThan(190)
  expect(to.state.sends).toBe(2)
})

test('nothing that is added while a flush ends is left behind', async () => {
  const to = receiver({ pauseMs: 0, batchSize: 1, capacity: 100 })
  for (let item = 1; item <= 50; item += 1) {
    add(to, item, item)
    to.batches.flush().then(
      () => undefined,
      () => undefined,
    )
    await sleep(item % 8)
  }
  await to.batches.flush()
  expect(to.received.flatMap(({ items }) => items)).toEqual(Array.from({ length: 50 }, (_, nth) => nth + 1))
})

test('what is too much is counted, told once, and reported with the next batch that arrives', async () => {
  const to = receiver()
  add(to, 1, 25)
  expect(to.onLoss.mock.calls).toEqual([[1]])
  await to.batches.flush()
  expect(to.received).toEqual([
    { items: [1, 2, 3, 4], lost: 15 },
    { items: [5, 6, 7, 8], lost: 0 },
    { items: [9, 10], lost: 0 },
  ])
})

test('a batch that fails is lost and not tried again; the rest waits for the next flush, a second later', async () => {
  const to = receiver()
  to.state.fails = true
  add(to, 1, 6)
  await to.batches.flush()
  expect([to.state.sends, to.received]).toEqual([1, []])
  to.state.fails = false
  const startedAt = performance.now()
  const flush = to.batches.flush()
  add(to, 7, 7)
  await flush
  expect(performance.now() - startedAt).toBeGreaterThan(900)
  expect(to.received).toEqual([{ items: [5, 6, 7], lost: 4 }])
})

test('while nothing arrives, nobody is asked more than once a second, and the log hears of it once', async () => {
  const to = receiver()
  to.state.fails = true
  for (let nth = 0; nth < 100; nth += 1) {
    add(to, nth, nth)
    to.batches.flush().then(
      () => undefined,
      () => undefined,
    )
    await sleep(20)
  }
  expect(to.state.sends).toBeLessThanOrEqual(4)
  expect(to.onLoss).toHaveBeenCalledTimes(1)
})
