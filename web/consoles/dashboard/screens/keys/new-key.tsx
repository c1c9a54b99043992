import { lazy, Suspense } from 'react'
import { FormDialog } from '../../../shared/form-dialog.tsx'
import { LoadingBlock } from '../../../shared/loading-block.tsx'

// The date input is heavy.
const NewKeyForm = lazy(() => import('./new-key-form.tsx'))

type Props = { opened: boolean; close: () => void; issued: (secret: string) => void }

/** A dialog that makes a key. */
export const NewKey = ({ opened, close, issued }: Props) => (
  <FormDialog opened={opened} close={close} title="New key" size="lg" closeOnClickOutside={false}>
    <Suspense fallback={<LoadingBlock height={400} />}>
      <NewKeyForm
        close={close}
        issued={(secret) => {
          close()
          issued(secret)
        }}
      />
    </Suspense>
  </FormDialog>
)
