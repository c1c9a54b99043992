import type { Page, Response } from 'playwright-core'

const ANSWER = /\/\.netlify\/functions\/|\/v1\//

/**
 * Runs in the page from its first moment: asks with every frame whether the screen of the address is there, with a heading and with
 * a row, an empty state or a form, and nothing on it is loading.
 */
export const READY_WATCH = `(() => {
  const isThere = () =>
    document.querySelector('main h1') !== null && document.querySelector('[aria-busy="true"]') === null &&
    document.querySelector('main tbody tr, main form, main [role="log"], main input') !== null
  let of = location.hash
  const look = () => {
    if (of !== location.hash) { of = location.hash; window.readyAt = undefined; window.leftAt = performance.now() }
    else if (window.readyAt === undefined && isThere()) window.readyAt = performance.now()
    else if (window.readyAt !== undefined && !isThere()) window.readyAt = undefined
    requestAnimationFrame(look)
  }
  look()
})()`

/** Milliseconds from the end of the last answer that a screen waited for until it could be read. */
export const paintedAfter = async (page: Page): Promise<number> =>
  Number(
    await page.evaluate(`(() => {
      const answers = performance.getEntriesByType('resource')
        .filter(({ name, initiatorType, startTime }) => initiatorType === 'fetch' && startTime >= (window.leftAt ?? 0) && ${String(ANSWER)}.test(name))
        .map(({ responseEnd }) => responseEnd).filter((end) => end > 0 && end <= window.readyAt)
      return window.readyAt - Math.max(window.leftAt ?? 0, ...answers)
    })()`),
  )

/** The longest list in an answer. */
export const longestList = (value: unknown): number => {
  if (Array.isArray(value)) return Math.max(value.length, ...value.map(longestList))
  return typeof value === 'object' && value !== null ? Math.max(0, ...Object.values(value).map(longestList)) : 0
}

/** Notes the longest list of each JSON answer of the gateway's, by its path. */
export const watchLists = (page: Page): { seen: Map<string, number>; all: () => Promise<void> } => {
  const seen = new Map<string, number>()
  const reading = new Set<Promise<void>>()
  const note = async (response: Response): Promise<void> => {
    const { pathname } = new URL(response.url())
    const body: unknown = await response.json().catch(() => undefined)
    seen.set(pathname, Math.max(seen.get(pathname) ?? 0, longestList(body)))
  }
  page.on('response', (response) => {
    if (!ANSWER.test(response.url()) || response.headers()['content-type']?.includes('application/json') !== true)
      return
    const read = note(response).finally(() => reading.delete(read))
    reading.add(read)
  })
  const all = async (): Promise<void> => {
    await Promise.all(reading)
  }
  return { seen, all }
}
