import { Alert, Group, Stack, Text } from '@mantine/core'
import { IconWallet } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { CapRefusal } from '../shared/answers.ts'
import type { ApiError } from '../shared/api.ts'
import { Copy } from '../shared/copy.tsx'
import { Facts } from '../shared/facts.tsx'
import { Instant } from '../shared/instant.tsx'
import { Money } from '../shared/money.tsx'
import { TopUpButton } from './top-up-button.tsx'

type Props = {
  error: ApiError
  refusal: CapRefusal
  /** What else can be done. */
  children?: ReactNode
}

/** A call that the cap did not let through: which cap, how far it is used, and the ways on. */
export const CapReached = ({ error, refusal, children }: Props) => (
  <Alert variant="default" icon={<IconWallet />} title={error.message} role="alert">
    <Stack gap="sm">
      <Text size="sm">{wayOn(refusal)} Nothing was charged.</Text>
      <Facts
        of={[
          ['Which cap', refusal.scope === 'key' ? 'this key’s own' : 'the account’s'],
          ['Cap', <Money key="cap" usd={refusal.cap_usd} />],
          ['Spent', <Money key="spent" usd={refusal.spent_usd} />],
          ['Held by running calls', <Money key="held" usd={refusal.held_usd} />],
          ['This call could cost', <Money key="needed" usd={refusal.needed_usd} />],
          ['The cap resets', <Instant key="resets" at={refusal.resets_at} />],
        ]}
      />
      {refusal.scope === 'key' && (
        <Text size="sm">A top-up raises the account’s cap, not this key’s. Keys with the role admin can raise it.</Text>
      )}
      <Group gap="xs">
        {refusal.scope === 'customer' && <TopUpButton size="xs" />}
        {children}
      </Group>
      {error.requestId !== undefined && (
        <Group gap={4}>
          <Text size="xs" c="dimmed">
            Request <span className="kx-mono">{error.requestId}</span> · {error.code}
          </Text>
          <Copy text={error.requestId} what="the request id" />
        </Group>
      )}
    </Stack>
  </Alert>
)

const wayOn = ({ reason, scope, cap_cents: cap }: CapRefusal): string => {
  if (reason === 'cap_reached' && scope === 'key') {
    return cap === 0
      ? 'This key may spend nothing.'
      : 'What this key may spend in a month is used up, until its cap is raised or resets.'
  }
  return WAY_ON[reason]
}

const WAY_ON: Readonly<Record<CapRefusal['reason'], string>> = {
  cap_reached: 'The month’s money is used up: top up, or wait until the cap resets.',
  in_flight: 'Part of the money is held for calls that are still running, and comes back when they end.',
  too_large: 'A shorter answer, or a shorter question, may still fit.',
}
