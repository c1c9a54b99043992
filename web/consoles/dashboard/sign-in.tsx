import { createApi } from '../shared/api.ts'
import { SignInCard } from '../shared/sign-in-card.tsx'
import { keyProblem } from './key-problem.ts'

/** The key is exchanged for a session and forgotten: what the tab keeps ends by itself, and reveals no key. */
const exchange = async (key: string, base: string): Promise<string> => {
  const api = createApi(key, base)
  const { token } = await api.json<{ token: string }>('session-token', { method: 'POST', body: {} })
  return token
}

/** Where a virtual key becomes a session. */
export const SignIn = ({ prepare }: { prepare: () => Promise<unknown> }) => (
  <SignInCard
    title="Kaixu Gateway"
    lead="Your usage, keys and billing. Sign in with one of your keys; the key itself is not stored."
    label="Virtual key"
    origin="You have none? Ask your operator for a key."
    placeholder="kx_live_…"
    autoComplete="off"
    refused="There is no such key, or it works no longer"
    other={{ text: 'The operator?', link: 'Sign in to the console', href: 'index.html' }}
    prepare={prepare}
    problemOf={keyProblem}
    exchange={exchange}
  />
)
