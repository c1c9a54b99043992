import { createApi } from '../shared/api.ts'
import { SignInCard } from '../shared/sign-in-card.tsx'

const login = async (password: string): Promise<string> => {
  const api = createApi(undefined, () => undefined)
  const { token } = await api.json<{ token: string }>('admin-login', { method: 'POST', body: { password } })
  return token
}

/** Where an operator's password becomes a token. */
export const SignIn = ({ prepare }: { prepare: () => Promise<unknown> }) => (
  <SignInCard
    title="Kaixu Gateway"
    lead="The operator’s console"
    label="Password"
    autoComplete="current-password"
    refused="This is not the password"
    prepare={prepare}
    exchange={login}
  />
)
