/** Work that nobody waits for at the moment it starts, but that has to be finished before the process may end. */
export type BackgroundWork = {
  waitUntil: (work: Promise<unknown>) => void
  /** Resolves when everything, and everything started meanwhile, is finished. */
  settled: () => Promise<void>
  pending: () => number
}

export const trackBackgroundWork = (onError: (error: unknown) => void): BackgroundWork => {
  const running = new Set<Promise<unknown>>()
  return {
    waitUntil: (work) => {
      const guarded = work.catch(onError).finally(() => running.delete(guarded))
      running.add(guarded)
    },
    settled: async () => {
      while (running.size > 0) await Promise.all(running)
    },
    pending: () => running.size,
  }
}
