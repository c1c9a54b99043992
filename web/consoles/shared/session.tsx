import { useQueryClient } from '@tanstack/react-query'
import { createContext, use, useMemo, useState, type ReactNode } from 'react'
import { createApi, type Api } from './api.ts'

/** Who is signed in, and how they reach the gateway. */
export type Session = {
  /** Undefined: nobody is. */
  token: string | undefined
  api: Api
  /** The gateway takes the token no longer: whoever it was has to sign in again, and what they were at waits. */
  ended: boolean
  /** Another one for everybody who signs in, but the same for those who come back. */
  holder: number
  signIn: (token: string) => void
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

export const SessionProvider = ({ storageName, holderOf, children }: Props) => {
  const [{ token, ended, holder }, setState] = useState(() => ({
    token: sessionStorage.getItem(storageName) ?? undefined,
    ended: false,
    holder: 0,
  }))
  const queries = useQueryClient()
  const session = useMemo((): Session => {
    const end = (): void => {
      // The last answers to an older token may come after the next sign-in.
      if (sessionStorage.getItem(storageName) === token) sessionStorage.removeItem(storageName)
      setState((now) => (now.token === token ? { ...now, ended: true } : now))
    }
    const signIn = (given: string): void => {
      const isBack = ended && token !== undefined && isSame(holderOf(token), holderOf(given))
      sessionStorage.setItem(storageName, given)
      setState({ token: given, ended: false, holder: isBack ? holder : holder + 1 })
      // Answers to somebody else are none of theirs.
      if (!isBack) queries.clear()
      // A failure is for the screen that shows the answer.
      else queries.invalidateQueries().catch(() => undefined)
    }
    const signOut = (): void => {
      sessionStorage.removeItem(storageName)
      setState({ token: undefined, ended: false, holder })
    }
    return { token, api: createApi(token, end), ended, holder, signIn, signOut }
  }, [token, ended, holder, storageName, holderOf, queries])
  return <SessionContext value={session}>{children}</SessionContext>
}

const isSame = (before: string | undefined, now: string | undefined): boolean => before !== undefined && before === now

export const useSession = (): Session => {
  const session = use(SessionContext)
  if (session === undefined) throw new Error('there is no SessionProvider above')
  return session
}

export const useApi = (): Api => useSession().api
