/** Less may be the way of the answer, and the second that its date leaves out. */
const IGNORED_MS = 30_000

/** How far the gateway's clock is ahead of the browser's; nothing until the first answer. */
let aheadMs = 0
const listeners = new Set<() => void>()

/** Reads the gateway's clock off an answer that nobody kept for later. */
export const noteGatewayTime = (answer: Response): void => {
  const at = Date.parse(answer.headers.get('date') ?? '')
  if (Number.isNaN(at) || answer.headers.get('cache-control')?.includes('no-store') !== true) return
  const found = at - Date.now()
  const next = Math.abs(found) < IGNORED_MS ? 0 : found
  // Second by second it would be another one.
  if (Math.abs(next - aheadMs) < IGNORED_MS) return
  aheadMs = next
  for (const changed of listeners) changed()
}

/** Now, as the gateway has it, whose months and days all figures are of: a browser's clock may be weeks off. */
export const gatewayNow = (): Date => new Date(Date.now() + aheadMs)

export const onGatewayClock = (changed: () => void): (() => void) => {
  listeners.add(changed)
  return () => listeners.delete(changed)
}

/** How far the gateway's clock is ahead of the browser's, in milliseconds. */
export const gatewayAheadMs = (): number => aheadMs
