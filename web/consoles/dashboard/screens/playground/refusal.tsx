import { Button, Group, Stack } from '@mantine/core'
import type { CapRefusal } from '../../../shared/answers.ts'
import type { ApiError } from '../../../shared/api.ts'
import { Failure } from '../../../shared/failure.tsx'
import { count } from '../../../shared/format.ts'
import { CapReached } from '../../cap-reached.tsx'
import type { Settings } from './conversation.ts'
import { useCountdown } from './use-countdown.ts'

type Props = { error: ApiError; again: ((settings?: Partial<Settings>) => void) | undefined }

/** Why there is no answer, and what can be done about it. */
export const Refusal = ({ error, again }: Props) => {
  if (error.code !== 'CAP_REACHED') {
    return (
      <Stack gap="xs">
        <Failure error={error} />
        {again !== undefined && <Again after={error.retryAfterSeconds} again={() => again()} />}
      </Stack>
    )
  }
  // The body of a 402 is the gateway's own, of the same build.
  const refusal = error.body as unknown as CapRefusal
  const affordable = refusal.affordable_max_tokens ?? 0
  return (
    <CapReached error={error} refusal={refusal}>
      {again !== undefined && affordable > 0 && (
        <Button size="xs" variant="default" onClick={() => again({ maxTokens: affordable })}>
          Ask for at most {count(affordable)} tokens
        </Button>
      )}
      {again !== undefined && refusal.reason === 'in_flight' && (
        <Again after={error.retryAfterSeconds} again={() => again()} />
      )}
    </CapReached>
  )
}

const Again = ({ after, again }: { after: number | undefined; again: () => void }) => {
  const seconds = useCountdown(after ?? 0)
  return (
    <Group>
      <Button size="xs" variant="default" disabled={seconds > 0} onClick={again}>
        {seconds > 0 ? `Ask again in ${seconds} s` : 'Ask again'}
      </Button>
    </Group>
  )
}
