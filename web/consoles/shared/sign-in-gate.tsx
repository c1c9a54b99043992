import { Text } from '@mantine/core'
import { Suspense, type ComponentType, type ReactNode } from 'react'
import { ErrorBoundary } from './error-boundary.tsx'
import { useSession } from './session.tsx'

type Props = {
  /** A page while nobody is signed in, and a dialog over everything while somebody has to sign in again. */
  signIn: ReactNode
  /** Navigation and screens: loaded with the first sign-in, so that the page that asks for it is small. */
  signedIn: ComponentType
}

/** Shows the sign-in until somebody is. What they were at when a session ended stays below it, for them alone. */
export const SignInGate = ({ signIn, signedIn: SignedIn }: Props) => {
  const { token, ended, holder } = useSession()
  if (token === undefined) return signIn
  return (
    <>
      <ErrorBoundary place="signed in">
        <Suspense fallback={<Text p="xl">Loading…</Text>}>
          <SignedIn key={holder} />
        </Suspense>
      </ErrorBoundary>
      {ended && signIn}
    </>
  )
}
