import { Button } from '@mantine/core'
import { Confirm } from '../../../shared/confirm.tsx'
import type { Key } from '../../../shared/answers.ts'
import { Failure } from '../../../shared/failure.tsx'
import { useKeyChange } from '../../use-key-change.ts'

/** Revoking is asked about; taking it back is not, for it can be revoked again. */
export const RevokeKey = ({ known, done }: { known: Key; done: () => void }) => {
  const isRevoked = known.revoked_at !== null
  const change = useKeyChange(isRevoked ? 'The key works again.' : 'The key was revoked.')
  const set = (revoked: boolean) => change.mutateAsync({ keyId: known.id, body: { revoked } }).then(done)
  if (!isRevoked) {
    return (
      <Confirm
        tone="danger"
        label="Revoke"
        color="red"
        variant="light"
        size="xs"
        question={
          <>
            Calls with <b>{known.label}</b> (…{known.key_last4}) are refused from now on. Those already running are
            finished and charged. It can be taken back.
          </>
        }
        act={() => set(true)}
        pending={change.isPending}
        error={change.error}
      />
    )
  }
  return (
    <>
      <Button
        size="xs"
        variant="light"
        loading={change.isPending}
        onClick={() => {
          // A failure is shown below.
          set(false).catch(() => undefined)
        }}
      >
        Take the revocation back
      </Button>
      {change.error !== null && <Failure error={change.error} />}
    </>
  )
}
