import { useLocation, useSearchParams } from 'wouter'

type Change = Readonly<Record<string, string | undefined>>

/** The query of the address, `#/ledger?customer_id=3`: what a screen is about survives a reload and can be linked to. */
export const useAddress = (): [URLSearchParams, (change: Change) => void] => {
  const [params] = useSearchParams()
  const [path, navigate] = useLocation()
  /** Names that are undefined or empty go away; the rest stays. */
  const change = (changes: Change): void => {
    const after = new URLSearchParams(params)
    for (const [name, value] of Object.entries(changes)) {
      if (value === undefined || value === '') after.delete(name)
      else after.set(name, value)
    }
    const query = after.toString()
    navigate(query === '' ? path : `${path}?${query}`, { replace: true })
  }
  return [params, change]
}
