import { useQueryClient } from '@tanstack/react-query'
import { createContext, use, useMemo, useState, type ReactNode } from 'react'
import { createApi, type Api, type ApiError } from './api.ts'
import { holdBase } from './base.ts'
import { forgetSession, keepSession, keptSession, type KeptSession } from './kept-session.ts'
import { useGatewayBase } from './use-gateway-base.ts'

/** Who is signed in, and how they reach the gateway. */
export type Session = {
  /** Undefined: nobody is. */
  token: string | undefined
  api: Api
  /** The gateway takes the token no longer: whoever it was has to sign in again, and what they were at waits. */
  ended: boolean
  /** What the gateway said to it. */
  endedBy: ApiError | undefined
  /** Another one for everybody who signs in, but the same for those who come back. */
  holder: number
  /** With a token, at the gateway that issued it. */
  signIn: (session: KeptSession) => void
  signOut: () => void
}

const SessionContext = createContext<Session | undefined>(undefined)

type Props = {
  /** The entry of sessionStorage that holds the token: it ends with the tab. */
  storageName: string
  /** Whose a token is; undefined: it does not say. */
  holderOf: (token: string) => string | undefined
  children: ReactNode
}

type State = { kept: KeptSession | undefined; endedBy: ApiError | undefined; holder: number }

export const SessionProvider = ({ storageName, holderOf, children }: Props) => {
  const [{ kept, endedBy, holder }, setState] = useState<State>(() => {
    const found = keptSession(storageName)
    holdBase(found?.base)
    return { kept: found, endedBy: undefined, holder: 0 }
  })
  const siteOrOwn = useGatewayBase()
  const queries = useQueryClient()
  const session = useMemo((): Session => {
    const token = kept?.token
    const ended = endedBy !== undefined
    const end = (error: ApiError): void => {
      // The last answers to an older token may come after the next sign-in.
      if (keptSession(storageName)?.token === token) forgetSession(storageName)
      setState((now) => (now.kept?.token === token ? { ...now, endedBy: error } : now))
    }
    const signIn = (given: KeptSession): void => {
      const isBack = ended && kept?.base === given.base && isSame(holderOf(kept.token), holderOf(given.token))
      keepSession(storageName, given)
      holdBase(given.base)
      setState({ kept: given, endedBy: undefined, holder: isBack ? holder : holder + 1 })
      // Answers to somebody else are none of theirs.
      if (!isBack) queries.clear()
      // A failure is for the screen that shows the answer.
      else queries.invalidateQueries().catch(() => undefined)
    }
    const signOut = (): void => {
      forgetSession(storageName)
      holdBase(undefined)
      setState({ kept: undefined, endedBy: undefined, holder })
    }
    // A token goes to the gateway that issued it and to no other, whichever the page talks to.
    const api = createApi(token, kept?.base ?? siteOrOwn, end)
    return { token, api, ended, endedBy, holder, signIn, signOut }
  }, [kept, endedBy, holder, siteOrOwn, storageName, holderOf, queries])
  return <SessionContext value={session}>{children}</SessionContext>
}

const isSame = (before: string | undefined, now: string | undefined): boolean => before !== undefined && before === now

export const useSession = (): Session => {
  const session = use(SessionContext)
  if (session === undefined) throw new Error('there is no SessionProvider above')
  return session
}

export const useApi = (): Api => useSession().api
