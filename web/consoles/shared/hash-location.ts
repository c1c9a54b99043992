import { useSyncExternalStore } from 'react'
import type { BaseLocationHook } from 'wouter'
import {
  hasLayers,
  isAtLayer,
  isAtSpentLayer,
  LAYER,
  noteArrival,
  rememberScroll,
  stepWithinAddress,
} from './history-layers.ts'
import { hasUnsaved, leave } from './unsaved.ts'

// wouter's own hook keeps the query before the hash, where it would stay from screen to screen and be sent to the server.

const hash = (): string => location.hash.replace(/^#?\/?/, '')
const pathOf = (place: string): string => `/${place.split('?')[0] ?? ''}`
const searchOf = (place: string): string => place.split('?').slice(1).join('?')

/** Where the screens are: an address that somebody has to be asked about first is not theirs yet. */
let shown = hash()
const listeners = new Set<() => void>()

const subscribe = (changed: () => void): (() => void) => {
  listeners.add(changed)
  return () => listeners.delete(changed)
}

const show = (): void => {
  shown = hash()
  noteArrival()
  for (const changed of listeners) changed()
}

type How = {
  replace?: boolean
  /** It opens something beside the screen: Back closes it. */
  asLayer?: boolean
}

export const navigate = (to: string, { replace = false, asLayer = false }: How = {}): void => {
  const next = to.replace(/^#?\/?/, '')
  const address = `#/${next}`
  const go = (): void => {
    if (asLayer) {
      if (!isAtLayer()) rememberScroll()
      if (isAtSpentLayer()) history.replaceState(LAYER, '', address)
      else history.pushState(LAYER, '', address)
    }
    // What was open there is closed, and the entry below has the address before: this is a place of its own from now on.
    else if (replace) history.replaceState(isAtSpentLayer() ? null : history.state, '', address)
    // What was opened beside the screen goes with it, and is no place to come back to.
    else if (isAtLayer()) history.replaceState(null, '', address)
    else if (next !== shown) {
      rememberScroll()
      history.pushState(null, '', address)
    }
    show()
    // Another place begins at its top.
    if (!replace && !asLayer) scrollTo(0, 0)
  }
  if (pathOf(next) === pathOf(shown)) go()
  else leave(go)
}

// An address that was typed, and the browser's own Back and Forward. Addresses that this page writes are no such event.
addEventListener('popstate', () => {
  if (hash() === shown) {
    stepWithinAddress()
    return
  }
  if (pathOf(hash()) !== pathOf(shown) && hasUnsaved()) {
    // Put back on top of where somebody wants to go, so that one step back leads there.
    history.pushState(hasLayers() ? LAYER : null, '', `#/${shown}`)
    noteArrival()
    leave(() => history.back())
    return
  }
  // What was beside the screen goes, and the screen stays where it is.
  const isBeside = hasLayers() && pathOf(hash()) === pathOf(shown)
  show()
  if (!isBeside) scrollBack()
})

/** A list that is known already is as long as it was within a frame or two. */
const scrollBack = (): void => {
  const state: unknown = history.state
  const top = typeof state === 'object' && state !== null && 'scroll' in state ? Number(state.scroll) : 0
  const place = shown
  let frames = 30
  const step = (): void => {
    if (place !== shown) return
    scrollTo(0, top)
    frames -= 1
    if (scrollY < top - 1 && frames > 0) requestAnimationFrame(step)
  }
  requestAnimationFrame(step)
}

export const placeNow = (): { path: string; search: string } => ({ path: pathOf(shown), search: searchOf(shown) })

/** Where one is, all of it in the hash: `#/monitor?request_id=…`. */
export const useHashLocation: BaseLocationHook = Object.assign(
  (): [string, typeof navigate] => [useSyncExternalStore(subscribe, () => pathOf(shown)), navigate],
  {
    hrefs: (href: string) => `#${href}`,
    searchHook: () => useSyncExternalStore(subscribe, () => searchOf(shown)),
  },
)
