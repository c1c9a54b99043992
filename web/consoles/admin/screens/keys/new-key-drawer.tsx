import { lazy, Suspense, useState } from 'react'
import type { NewKey } from '../../../shared/answers.ts'
import { FormDialog } from '../../../shared/form-dialog.tsx'
import { LoadingBlock } from '../../../shared/loading-block.tsx'
import { SecretCard } from '../../../shared/secret-card.tsx'

const NewKeyForm = lazy(() => import('./new-key-form.tsx'))

type Props = {
  /** Undefined: whose it is to be is asked, too. */
  customerId: string | undefined
  opened: boolean
  close: () => void
}

/** A new key, and then its text. */
export const NewKeyDrawer = ({ customerId, opened, close }: Props) => {
  const [issued, setIssued] = useState<NewKey['api_key']>()
  return (
    <>
      <FormDialog beside opened={opened} close={close} title="New key" size={620}>
        <Suspense fallback={<LoadingBlock height={400} />}>
          <NewKeyForm
            customerId={customerId}
            cancel={close}
            done={(key) => {
              setIssued(key)
              close()
            }}
          />
        </Suspense>
      </FormDialog>
      <SecretCard
        title={`Key “${issued?.label ?? ''}”`}
        secret={issued?.key}
        note="Give it to the customer now. Only its hash is stored; a lost key is replaced by rotating it."
        close={() => setIssued(undefined)}
      />
    </>
  )
}
