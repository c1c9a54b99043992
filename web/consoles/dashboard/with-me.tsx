import type { ReactNode } from 'react'
import { useLocation } from 'wouter'
import type { Place } from '../shared/place.ts'
import { Screen } from '../shared/screen.tsx'
import { StateOf } from '../shared/state-of.tsx'
import { useMe } from './use-me.ts'

/** What a screen shows, and may ask for, depends on who is signed in: none begins before that is known. */
export const WithMe = ({ places, children }: { places: readonly Place[]; children: ReactNode }) => {
  const me = useMe()
  const [path] = useLocation()
  if (me.data !== undefined) return children
  return (
    <Screen title={places.find((place) => place.path === path)?.title ?? 'Dashboard'}>
      <StateOf of={me}>{() => null}</StateOf>
    </Screen>
  )
}
