import type { ReactNode } from 'react'
import { Screen } from '../shared/screen.tsx'
import { StateOf } from '../shared/state-of.tsx'
import { useMe } from './use-me.ts'

/** What a screen shows, and may ask for, depends on who is signed in: none begins before that is known. */
export const WithMe = ({ children }: { children: ReactNode }) => {
  const me = useMe()
  if (me.data !== undefined) return children
  return (
    <Screen title="Overview">
      <StateOf of={me}>{() => null}</StateOf>
    </Screen>
  )
}
