import { setTimeout as sleep } from 'node:timers/promises'

export type Batches<Item> = {
  /** Never waits, never fails. */
  add(item: Item): void
  /** Sends what waits. Resolves when that is done, or when it failed; never rejects. */
  flush(): Promise<void>
}

export type BatchOptions<Item> = {
  /** Items that wait at most; what comes on top is lost. */
  capacity: number
  batchSize: number
  /** From one flush to the next. */
  pauseMs: number
  /** `lost`: how many items were lost since the last batch that arrived. */
  send: (batch: readonly Item[], lost: number) => Promise<void>
  /** Told once a minute at most; `lost` as above. */
  onLoss: (lost: number) => void
}

/** Longer than between good flushes, so that a receiver that is down is not asked all the time. */
const PAUSE_AFTER_FAILURE_MS = 1_000

const LOSS_REPORT_MS = 60_000

/**
 * Collects items and sends them in batches, one batch at a time. One that cannot be sent is lost and not tried again: what is collected
 * here is worth less than what a retry could get in the way of.
 */
export const createBatches = <Item>(options: BatchOptions<Item>): Batches<Item> => {
  const { capacity, batchSize, pauseMs, send, onLoss } = options
  const waiting: Item[] = []
  let lost = 0
  let lossToldAt = -Infinity
  let notBefore = 0
  let running: Promise<void> | undefined

  const lose = (count: number): void => {
    lost += count
    if (Date.now() - lossToldAt < LOSS_REPORT_MS) return
    lossToldAt = Date.now()
    onLoss(lost)
  }
  const drain = async (): Promise<void> => {
    await sleep(Math.max(0, notBefore - Date.now()))
    notBefore = Date.now() + pauseMs
    while (waiting.length > 0) {
      const batch = waiting.splice(0, batchSize)
      const told = lost
      try {
        await send(batch, told)
        lost -= told
      } catch {
        lose(batch.length)
        notBefore = Date.now() + PAUSE_AFTER_FAILURE_MS
        break
      }
    }
    // In the same tick as the last look at what waits, so that nothing is left to a flush that has ended.
    running = undefined
  }
  return {
    add: (item) => {
      if (waiting.length < capacity) waiting.push(item)
      else lose(1)
    },
    flush: () => {
      if (waiting.length > 0) running ??= drain()
      return running ?? Promise.resolve()
    },
  }
}
