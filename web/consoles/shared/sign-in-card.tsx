import { Alert, Button, Center, Paper, PasswordInput, Stack, Text, Title } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { ApiError } from './api.ts'
import { BaseSwitch } from './base-switch.tsx'
import { Failure } from './failure.tsx'
import { useSession } from './session.tsx'

type Props = {
  title: string
  lead: string
  /** What is asked for, and how a browser may help. */
  label: string
  placeholder?: string
  autoComplete: 'current-password' | 'off'
  /** Said when the secret is not taken. */
  refused: string
  /** Loads what comes after the sign-in, while somebody is still typing. */
  prepare: () => Promise<unknown>
  /** Makes a token of the secret. @throws ApiError */
  exchange: (secret: string) => Promise<string>
}

/** Where a secret becomes a token that ends with the tab. The secret itself is not kept. */
export const SignInCard = ({ title, lead, label, placeholder, autoComplete, refused, prepare, exchange }: Props) => {
  const { signIn, ended } = useSession()
  const [secret, setSecret] = useState('')
  const attempt = useMutation<string, ApiError, string>({ mutationFn: exchange, onSuccess: signIn })
  return (
    <Center mih="100vh" p="md" component="main">
      <Paper withBorder p="xl" w={420} maw="100%">
        <form
          onSubmit={(event) => {
            event.preventDefault()
            attempt.mutate(secret.trim())
          }}
        >
          <Stack>
            <Stack gap={4}>
              <img src="/icon.svg" alt="" width={36} height={36} style={{ marginBottom: 8 }} />
              <Title order={1} size="h3">
                {title}
              </Title>
              <Text size="sm" c="dimmed">
                {lead}
              </Text>
            </Stack>
            {ended && !attempt.isError && (
              <Alert color="yellow">The session has ended. Sign in to go on where you were.</Alert>
            )}
            <PasswordInput
              label={label}
              placeholder={placeholder}
              value={secret}
              onChange={(event) => {
                setSecret(event.currentTarget.value)
                // Should this fail, it is loaded when it is needed, and that is where a failure is shown.
                prepare().catch(() => undefined)
              }}
              autoComplete={autoComplete}
              required
              data-autofocus
            />
            {attempt.error !== null && (
              <Failure error={attempt.error} title={attempt.error.status === 401 ? refused : undefined} />
            )}
            <Button type="submit" loading={attempt.isPending} fullWidth>
              Sign in
            </Button>
            <Center>
              <BaseSwitch />
            </Center>
          </Stack>
        </form>
      </Paper>
    </Center>
  )
}
