import { useQueryClient } from '@tanstack/react-query'
import { createContext, use, useCallback, useMemo, useState, type ReactNode } from 'react'
import { createApi, type Api } from './api.ts'

/** Who is signed in, and how they reach the gateway. */
export type Session = {
  token: string | undefined
  api: Api
  /** What a screen shows when somebody was signed out in the middle of it. */
  ended: boolean
  signIn: (token: string) => void
  signOut: () => void
}

const SessionContext = createContext<Session | undefined>(undefined)

type Props = {
  /** The entry of sessionStorage that holds the token: it ends with the tab. */
  storageName: string
  children: ReactNode
}

export const SessionProvider = ({ storageName, children }: Props) => {
  const [token, setToken] = useState(() => sessionStorage.getItem(storageName) ?? undefined)
  const [ended, setEnded] = useState(false)
  const queries = useQueryClient()
  const drop = useCallback(
    (byGateway: boolean) => {
      sessionStorage.removeItem(storageName)
      setToken(undefined)
      setEnded(byGateway)
    },
    [storageName],
  )
  const session = useMemo(
    (): Session => ({
      token,
      api: createApi(token, () => drop(true)),
      ended,
      signIn: (given) => {
        // Answers to somebody else are none of theirs.
        queries.clear()
        sessionStorage.setItem(storageName, given)
        setToken(given)
        setEnded(false)
      },
      signOut: () => drop(false),
    }),
    [token, ended, drop, storageName, queries],
  )
  return <SessionContext value={session}>{children}</SessionContext>
}

export const useSession = (): Session => {
  const session = use(SessionContext)
  if (session === undefined) throw new Error('there is no SessionProvider above')
  return session
}

export const useApi = (): Api => useSession().api
