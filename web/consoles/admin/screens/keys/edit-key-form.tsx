import { useState } from 'react'
import type { Key } from '../../../shared/answers.ts'
import { changedFields } from '../../../shared/changed-fields.ts'
import { fieldErrors } from '../../../shared/field-errors.ts'
import { draftOf, policyOf } from '../../../shared/key-draft.ts'
import { KEY_FIELDS } from '../../../shared/key-fields.tsx'
import { useUnsaved } from '../../../shared/use-unsaved.ts'
import type { KeyChangeOrder } from '../../orders.ts'
import { useKeyChange } from '../../use-key-change.ts'
import { KeyFormFrame } from './key-form-frame.tsx'

const EditKeyForm = ({ known, close }: { known: Key; close: () => void }) => {
  const [draft, setDraft] = useState(() => draftOf(known))
  const [notes, setNotes] = useState(known.notes ?? '')
  const change = useKeyChange('The key was changed.')
  const before: KeyChangeOrder = { ...policyOf(draftOf(known)), notes: known.notes ?? '' }
  const changed = changedFields<KeyChangeOrder>(before, { ...policyOf(draft), notes })
  useUnsaved(Object.keys(changed).length > 0)
  return (
    <KeyFormFrame
      draft={draft}
      change={(part) => setDraft({ ...draft, ...part })}
      notes={notes}
      changeNotes={setNotes}
      errors={fieldErrors(change.error, [...KEY_FIELDS, 'notes'])}
      isPending={change.isPending}
      submitLabel="Save changes"
      submit={
        Object.keys(changed).length === 0
          ? undefined
          : () => change.mutate({ keyId: known.id, body: changed }, { onSuccess: close })
      }
      cancel={close}
    />
  )
}

export default EditKeyForm
