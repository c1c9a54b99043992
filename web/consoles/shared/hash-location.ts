import { useSyncExternalStore } from 'react'
import type { BaseLocationHook } from 'wouter'

// wouter's own hook keeps the query before the hash, where it would stay from screen to screen and be sent to the server.

const hash = (): string => location.hash.replace(/^#?\/?/, '')
const pathNow = (): string => `/${hash().split('?')[0] ?? ''}`
const searchNow = (): string => hash().split('?').slice(1).join('?')

const subscribe = (changed: () => void): (() => void) => {
  addEventListener('hashchange', changed)
  return () => removeEventListener('hashchange', changed)
}

const navigate = (to: string, { state = null, replace = false }: { state?: unknown; replace?: boolean } = {}): void => {
  const oldURL = location.href
  history[replace ? 'replaceState' : 'pushState'](state, '', `#/${to.replace(/^#?\/?/, '')}`)
  // Another place begins at its top; coming back from it is the browser's business.
  if (!replace) scrollTo(0, 0)
  dispatchEvent(new HashChangeEvent('hashchange', { oldURL, newURL: location.href }))
}

/** Where one is, all of it in the hash: `#/monitor?request_id=…`. */
export const useHashLocation: BaseLocationHook = Object.assign(
  (): [string, typeof navigate] => [useSyncExternalStore(subscribe, pathNow), navigate],
  {
    hrefs: (href: string) => `#${href}`,
    searchHook: () => useSyncExternalStore(subscribe, searchNow),
  },
)
