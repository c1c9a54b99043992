import { Divider, Group } from '@mantine/core'
import { lazy, Suspense, useState } from 'react'
import type { Key, RotatedKey } from '../../../shared/answers.ts'
import { DetailDrawer } from '../../../shared/detail-drawer.tsx'
import { LoadingBlock } from '../../../shared/loading-block.tsx'
import { SecretCard } from '../../../shared/secret-card.tsx'
import { KeyFacts } from './key-facts.tsx'
import { RevokeKey } from './revoke-key.tsx'
import { RotateKey } from './rotate-key.tsx'

const EditKeyForm = lazy(() => import('./edit-key-form.tsx'))

/** One key: what is known of it, what can be done with it, and its policy to change. */
export const KeyDrawer = ({ known, close }: { known: Key | undefined; close: () => void }) => {
  const [issued, setIssued] = useState<RotatedKey['new_key']>()
  return (
    <>
      <DetailDrawer row={known} title={(key) => key.label} close={close}>
        {(key) => (
          <>
            <Group>
              {key.status === 'active' && (
                <RotateKey
                  known={key}
                  done={(made) => {
                    setIssued(made)
                    close()
                  }}
                />
              )}
              {key.status !== 'expired' && <RevokeKey known={key} done={close} />}
            </Group>
            <KeyFacts known={key} />
            <Divider />
            <Suspense fallback={<LoadingBlock height={400} />}>
              <EditKeyForm known={key} close={close} />
            </Suspense>
          </>
        )}
      </DetailDrawer>
      <SecretCard
        title={`New key “${issued?.label ?? ''}”`}
        secret={issued?.key}
        note="It has the old key’s settings. Give it to the customer now: only its hash is stored."
        close={() => setIssued(undefined)}
      />
    </>
  )
}
