/**
 * Drawers and dialogs in the history: each opened one is an entry with the address of its screen, so that Back closes it instead of
 * leaving. Closed otherwise, its entry stays behind, to be used by the next one, replaced by the next screen, or passed over.
 */
export const LAYER = { layer: true }

const isLayer = (state: unknown): boolean => typeof state === 'object' && state !== null && 'layer' in state

/** False: it stays open, because somebody has to be asked first. */
type Close = () => boolean

const open: Close[] = []
let isHere = isLayer(history.state)

export const isAtLayer = (): boolean => isLayer(history.state)

export const hasLayers = (): boolean => open.length > 0

/** What this entry was for is closed already. */
export const isAtSpentLayer = (): boolean => isAtLayer() && !hasLayers()

/** To be called wherever one arrives: the next step back is judged by where it began. */
export const noteArrival = (): void => {
  isHere = isAtLayer()
}

/** How far down a screen was scrolled when it was left. */
export const rememberScroll = (): void => history.replaceState({ scroll: scrollY }, '')

/**
 * Says that something was opened; what is returned, that it is closed. `named`: what in the address says that it is open. Who arrives at
 * such an address finds the screen without it below.
 */
export const openLayer = (close: Close, named?: string): (() => void) => {
  if (!isAtLayer()) rememberScroll()
  if (!isAtLayer() || hasLayers()) {
    const whole = location.hash
    if (named !== undefined && !isAtLayer()) history.replaceState(history.state, '', without(named, whole))
    history.pushState(LAYER, '', whole)
  }
  noteArrival()
  open.push(close)
  return () => {
    open.splice(open.indexOf(close), 1)
  }
}

const without = (name: string, hash: string): string => {
  const [path = '', ...search] = hash.split('?')
  const query = new URLSearchParams(search.join('?'))
  query.delete(name)
  return query.size === 0 ? path : `${path}?${query.toString()}`
}

/** After a step in the history within one and the same address. */
export const stepWithinAddress = (): void => {
  const wasHere = isHere
  noteArrival()
  if (!wasHere) return
  const close = open.at(-1)
  if (close === undefined) history.back()
  else if (!close()) {
    history.pushState(LAYER, '')
    noteArrival()
  }
}
