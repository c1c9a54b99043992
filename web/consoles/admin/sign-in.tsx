import { Code } from '@mantine/core'
import { createApi } from '../shared/api.ts'
import { SignInCard } from '../shared/sign-in-card.tsx'

const login = async (password: string, base: string): Promise<string> => {
  const api = createApi(undefined, base)
  const { token } = await api.json<{ token: string }>('admin-login', { method: 'POST', body: { password } })
  return token
}

/** Where an operator's password becomes a token. */
export const SignIn = ({ prepare }: { prepare: () => Promise<unknown> }) => (
  <SignInCard
    title="Kaixu Gateway"
    lead="The operator’s console"
    label="Password"
    origin="ADMIN_PASSWORD of this gateway. If you did not set one, its first start says where it is."
    autoComplete="current-password"
    refused="This is not the password"
    unlock={
      <>
        Sooner: <Code>delete from login_failures</Code> in the database lets everybody try again (docs/runbook.md).
      </>
    }
    other={{ text: 'A customer?', link: 'Sign in to your dashboard', href: 'dashboard.html' }}
    prepare={prepare}
    exchange={login}
  />
)
