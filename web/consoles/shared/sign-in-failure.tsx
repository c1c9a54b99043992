import { Text } from '@mantine/core'
import type { ReactNode } from 'react'
import type { ApiError } from './api.ts'
import { Failure } from './failure.tsx'
import { clockTime } from './format.ts'

type Props = {
  error: ApiError
  /** When it was tried. */
  since: number
  refused: string
  unlock?: ReactNode
}

/** Why nobody is signed in; and where too many have tried, when it can be tried again. */
export const SignInFailure = ({ error, since, refused, unlock }: Props) => {
  if (error.status !== 429) return <Failure error={error} title={error.status === 401 ? refused : undefined} />
  const opensAt = new Date(since + (error.retryAfterSeconds ?? 60) * 1_000)
  return (
    <Failure error={error} hint={`You can try again at ${clockTime(opensAt, 'second')}.`}>
      {error.body['shared_address'] === true && (
        <Text size="sm">
          Everybody behind the proxy before this gateway counts as one address. Its operator can mend that with
          TRUST_PROXY.
        </Text>
      )}
      {unlock !== undefined && <Text size="sm">{unlock}</Text>}
    </Failure>
  )
}
