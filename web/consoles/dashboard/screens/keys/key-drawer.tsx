import { Alert, Group, Stack, Title } from '@mantine/core'
import { lazy, Suspense } from 'react'
import type { OwnKey } from '../../../shared/answers.ts'
import { Confirm } from '../../../shared/confirm.tsx'
import { DetailDrawer } from '../../../shared/detail-drawer.tsx'
import { Facts } from '../../../shared/facts.tsx'
import { Instant } from '../../../shared/instant.tsx'
import { isolated } from '../../../shared/isolated.ts'
import { KeyStatus } from '../../../shared/key-status.tsx'
import { LoadingBlock } from '../../../shared/loading-block.tsx'
import { Money } from '../../../shared/money.tsx'
import { useChange } from '../../../shared/use-change.ts'
import { LabelForm } from './label-form.tsx'
import { RotateKey } from './rotate-key.tsx'

// The date input is heavy.
const PolicyForm = lazy(() => import('./policy-form.tsx'))

type Props = {
  apiKey: OwnKey | undefined
  /** The key that is signed in with: it may rotate and rename itself, and nothing else. */
  isOwn: boolean
  close: () => void
  issued: (secret: string) => void
}

/** One key: what it did, what it may, and its end. */
export const KeyDrawer = ({ apiKey, isOwn, close, issued }: Props) => (
  <DetailDrawer row={apiKey} title={(key) => `${key.label} …${key.key_last4}`} close={close}>
    {(key) => {
      const isAlive = key.status === 'active' || key.status === 'rotating'
      return (
        <Stack gap="lg">
          <About of={key} />
          {isAlive && (
            <Group gap="xs">
              {key.status === 'active' && <RotateKey apiKey={key} isOwn={isOwn} issued={issued} />}
              {!isOwn && <Revoke apiKey={key} close={close} />}
            </Group>
          )}
          {key.status === 'revoked' && !isOwn && <Restore apiKey={key} />}
          {isOwn && isAlive && (
            <>
              <Alert color="gray" title="You are signed in with this key">
                A key cannot revoke itself or change its own caps, limits and lists. Its label can be changed, and it
                can be rotated.
              </Alert>
              <LabelForm apiKey={key} />
            </>
          )}
          {!isOwn && isAlive && (
            <Stack gap="sm">
              <Title order={3} size="h5">
                Policy
              </Title>
              <Suspense fallback={<LoadingBlock height={400} />}>
                <PolicyForm key={key.id} apiKey={key} />
              </Suspense>
            </Stack>
          )}
        </Stack>
      )
    }}
  </DetailDrawer>
)

const About = ({ of: key }: { of: OwnKey }) => (
  <Facts
    of={[
      ['Status', <KeyStatus key="status" status={key.status} />],
      ['Role', key.role],
      ['Spent this month', <Money key="spent" usd={key.spent_usd} />],
      ['Last seen', <Instant key="seen" at={key.last_seen_at} />],
      ['Made', <Instant key="made" at={key.created_at} />],
      ['Expires', key.expires_at === null ? 'never' : <Instant key="expires" at={key.expires_at} />],
      ['Revoked', key.revoked_at === null ? undefined : <Instant key="revoked" at={key.revoked_at} />],
      ['Rotated from', key.rotated_from === null ? undefined : `key #${key.rotated_from}`],
      ['Id', `#${key.id}`],
    ]}
  />
)

const Revoke = ({ apiKey: { id, label }, close }: { apiKey: OwnKey; close: () => void }) => {
  const revoke = useChange({
    run: (api, keyId: string) => api.send('user-keys', { method: 'DELETE', query: { key_id: keyId } }),
    touches: ['user-keys', 'user-devices'],
    done: 'The key is revoked',
  })
  return (
    <Confirm
      tone="danger"
      label="Revoke key"
      variant="light"
      color="red"
      question={`Every call with “${isolated(label)}” is refused from now on, and whoever is signed in with it is signed out.`}
      act={async () => {
        await revoke.mutateAsync(id)
        close()
      }}
      pending={revoke.isPending}
      error={revoke.error}
    />
  )
}

const Restore = ({ apiKey: { id, label } }: { apiKey: OwnKey }) => {
  const restore = useChange({
    run: (api, keyId: string) =>
      api.send('user-keys', { method: 'PATCH', query: { key_id: keyId }, body: { revoked: false } }),
    touches: ['user-keys', 'user-devices'],
    done: 'The key works again',
  })
  return (
    <Group>
      <Confirm
        label="Let it in again"
        variant="default"
        question={`“${isolated(label)}” can make calls again, within the limits it had.`}
        act={() => restore.mutateAsync(id)}
        pending={restore.isPending}
        error={restore.error}
      />
    </Group>
  )
}
