import { useState } from 'react'
import type { Role } from '../../../../../netlify/functions/_lib/domain/roles.ts'
import type { NewKey } from '../../../shared/answers.ts'
import { fieldErrors } from '../../../shared/field-errors.ts'
import { NEW_KEY, policyOf } from '../../../shared/key-draft.ts'
import { KEY_FIELDS } from '../../../shared/key-fields.tsx'
import { useUnsaved } from '../../../shared/use-unsaved.ts'
import { CustomerPicker } from '../../customer-picker.tsx'
import { RoleSelect } from '../../role-select.tsx'
import { useNewKey } from '../../use-new-key.ts'
import { KeyFormFrame } from './key-form-frame.tsx'

type Props = {
  /** Undefined: it is asked for. */
  customerId: string | undefined
  done: (key: NewKey['api_key']) => void
  cancel: () => void
}

const NewKeyForm = ({ customerId: given, done, cancel }: Props) => {
  const [customerId, setCustomerId] = useState(given)
  const [draft, setDraft] = useState(NEW_KEY)
  const [notes, setNotes] = useState('')
  const [role, setRole] = useState<Role>('deployer')
  const issue = useNewKey()
  useUnsaved(customerId !== given || notes !== '' || JSON.stringify(draft) !== JSON.stringify(NEW_KEY))
  const errors = fieldErrors(issue.error, [...KEY_FIELDS, 'role', 'notes', 'customer_id'])
  return (
    <KeyFormFrame
      draft={draft}
      change={(part) => setDraft({ ...draft, ...part })}
      notes={notes}
      changeNotes={setNotes}
      errors={errors}
      isPending={issue.isPending}
      submitLabel="Create key"
      submit={
        customerId === undefined
          ? undefined
          : () => {
              const order = { ...policyOf(draft), role, notes, customer_id: customerId }
              issue.mutate(order, { onSuccess: ({ api_key: key }) => done(key) })
            }
      }
      cancel={cancel}
    >
      {given === undefined && (
        <CustomerPicker
          label="Customer"
          aria-label={undefined}
          data-list-search={undefined}
          w="100%"
          required
          customerId={customerId}
          pick={setCustomerId}
          error={errors.at('customer_id')}
        />
      )}
      <RoleSelect role={role} pick={setRole} error={errors.at('role')} />
    </KeyFormFrame>
  )
}

export default NewKeyForm
