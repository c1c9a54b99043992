/** Nobody has read the first screen by then. */
const FIRST_SCREEN_MS = 1_000

/** When the first screen is there, and the browser has nothing better to do. */
export const whenIdle = (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(() => {
      // Safari has no such call everywhere yet.
      if ('requestIdleCallback' in globalThis) requestIdleCallback(() => resolve(), { timeout: FIRST_SCREEN_MS })
      else resolve()
    }, FIRST_SCREEN_MS)
  })
