import { Alert, Anchor, Button, Center, Group, Paper, PasswordInput, Stack, Text, Title } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useId, useState, type ReactNode } from 'react'
import type { ApiError } from './api.ts'
import { gatewayBase } from './base.ts'
import { BaseSwitch } from './base-switch.tsx'
import { ofTab } from './kept.ts'
import type { KeptSession } from './kept-session.ts'
import { useSession } from './session.tsx'
import { SignInFailure } from './sign-in-failure.tsx'
import { TopDialog } from './top-dialog.tsx'
import { useOneAtATime } from './use-one-at-a-time.ts'
import { whySignedOut } from './why-signed-out.ts'

type Props = {
  title: string
  lead: string
  /** What is asked for, where it comes from, and how a browser may help. */
  label: string
  origin: string
  placeholder?: string
  autoComplete: 'current-password' | 'off'
  /** Said when the secret is not taken. */
  refused: string
  /** What else there is to do for those who were locked out. */
  unlock?: ReactNode
  /** The other console, for those who came to the wrong one. */
  other: { text: string; link: string; href: 'index.html' | 'dashboard.html' }
  /** Loads what comes after the sign-in, while somebody is still typing. */
  prepare: () => Promise<unknown>
  /** Why it cannot be a secret at all, and is not sent; absent: anything may be one. */
  problemOf?: (secret: string) => string | undefined
  /** Makes a token of the secret, at this gateway. @throws ApiError */
  exchange: (secret: string, base: string) => Promise<string>
}

/** Where a secret becomes a token that ends with the tab. The secret itself is not kept. */
export const SignInCard = ({ title, lead, other, ...form }: Props) => {
  const { ended } = useSession()
  const heading = useId()
  const [isForgetful] = useState(() => !ofTab.isLasting())
  if (ended) return <SignInAgain {...form} />
  return (
    <Center mih="100vh" p="md" component="main">
      <Paper withBorder p="xl" w={420} maw="100%">
        <Stack>
          <Stack gap={4}>
            <img src="/icon.svg" alt="" width={36} height={36} style={{ marginBottom: 8 }} />
            <Title order={1} size="h3" id={heading}>
              {title}
            </Title>
            <Text size="sm" c="dimmed">
              {lead}
            </Text>
          </Stack>
          <SecretForm {...form} />
          {isForgetful && (
            <Text size="xs" c="dimmed">
              This browser lets the page keep nothing: after a reload you sign in again.
            </Text>
          )}
          <Text size="sm" ta="center">
            {other.text}{' '}
            <Anchor href={other.href} size="sm" underline="always">
              {other.link}
            </Anchor>
          </Text>
          <Center>
            <BaseSwitch />
          </Center>
        </Stack>
      </Paper>
    </Center>
  )
}

type FormProps = Omit<Props, 'title' | 'lead' | 'other'>

/** Over the screen that somebody was at, with everything that was typed there. */
const SignInAgain = (form: FormProps) => {
  const { endedBy, signOut } = useSession()
  const heading = useId()
  return (
    <TopDialog labelledBy={heading}>
      <Stack>
        <Title order={2} size="h4" id={heading}>
          Signed out
        </Title>
        <Alert color="yellow">{whySignedOut(endedBy)}</Alert>
        <SecretForm {...form} />
        <Group justify="center">
          <Button variant="subtle" size="compact-sm" onClick={signOut}>
            Leave this screen
          </Button>
        </Group>
      </Stack>
    </TopDialog>
  )
}

const SecretForm = ({ problemOf, prepare, exchange, ...shown }: FormProps) => {
  const { label, origin, placeholder, autoComplete, refused, unlock } = shown
  const { signIn } = useSession()
  const [secret, setSecret] = useState('')
  const [problem, setProblem] = useState<string>()
  const exchangeHere = async (given: string): Promise<KeptSession> => {
    // Another tab may choose another gateway meanwhile: the token is this one's.
    const base = gatewayBase()
    return { token: await exchange(given, base), base }
  }
  const attempt = useOneAtATime(
    useMutation<KeptSession, ApiError, string>({ mutationFn: exchangeHere, onSuccess: signIn }),
  )
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        const found = problemOf?.(secret.trim())
        setProblem(found)
        if (found === undefined) attempt.mutate(secret.trim())
        else attempt.reset()
      }}
    >
      <Stack>
        <PasswordInput
          label={label}
          description={origin}
          placeholder={placeholder}
          value={secret}
          error={problem}
          onChange={(event) => {
            setSecret(event.currentTarget.value)
            setProblem(undefined)
            // Should this fail, it is loaded when it is needed, and that is where a failure is shown.
            prepare().catch(() => undefined)
          }}
          autoComplete={autoComplete}
          required
          autoFocus
        />
        {attempt.error !== null && (
          <SignInFailure error={attempt.error} since={attempt.submittedAt} refused={refused} unlock={unlock} />
        )}
        <Button type="submit" loading={attempt.isPending} fullWidth>
          Sign in
        </Button>
      </Stack>
    </form>
  )
}
