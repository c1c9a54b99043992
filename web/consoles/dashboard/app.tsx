import { lazy } from 'react'
import { SignInGate } from '../shared/sign-in-gate.tsx'
import { SignIn } from './sign-in.tsx'

const load = () => import('./signed-in.tsx')
const SignedIn = lazy(load)

/** The customer's dashboard. */
export const App = () => <SignInGate signIn={<SignIn prepare={load} />} signedIn={SignedIn} />
