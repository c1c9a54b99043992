import { useLocation, useSearchParams } from 'wouter'
import { navigate, placeNow } from './hash-location.ts'
import { PAGE } from './page-in-address.ts'

type Change = Readonly<Record<string, string | undefined>>

/** The name in the address of the call whose receipt is open. */
export const CALL = 'call'

/** What stands beside a list and narrows nothing: its page stays. */
const BESIDE = ['new', CALL, PAGE]

type How = {
  /** It opens something beside the screen, which Back closes. */
  asLayer?: boolean
}

/** The query of the address, `#/ledger?customer_id=3`: what a screen is about survives a reload and Back, and can be linked to. */
export const useAddress = (): [URLSearchParams, (change: Change, how?: How) => void] => {
  const [params] = useSearchParams()
  const [path] = useLocation()
  /** Names that are undefined or empty go away; the rest stays, but for the page, which another list does not have. */
  const change = (changes: Change, { asLayer = false }: How = {}): void => {
    const now = placeNow()
    // Somebody has gone on meanwhile.
    if (now.path !== path) return
    // Not what was drawn last: two changes may come of one click.
    const after = new URLSearchParams(now.search)
    for (const [name, given] of Object.entries(changes)) {
      const value = given === '' ? undefined : given
      if (!BESIDE.includes(name) && value !== (after.get(name) ?? undefined)) after.delete(PAGE)
      if (value === undefined) after.delete(name)
      else after.set(name, value)
    }
    const query = after.toString()
    navigate(query === '' ? path : `${path}?${query}`, asLayer ? { asLayer } : { replace: true })
  }
  return [params, change]
}

/** One name of the address, as a state. */
export const useInAddress = (name: string): [string | undefined, (value: string | undefined) => void] => {
  const [address, change] = useAddress()
  return [address.get(name) ?? undefined, (value) => change({ [name]: value })]
}
