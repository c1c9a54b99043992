import { Button, Group, Stack } from '@mantine/core'
import { useState } from 'react'
import type { OwnKey } from '../../../shared/answers.ts'
import { changedFields } from '../../../shared/changed-fields.ts'
import { Failure } from '../../../shared/failure.tsx'
import { fieldErrors } from '../../../shared/field-errors.ts'
import { draftOf, policyOf, type KeyPolicyBody } from '../../../shared/key-draft.ts'
import { KEY_FIELDS, KeyFields } from '../../../shared/key-fields.tsx'
import { useChange } from '../../../shared/use-change.ts'
import { useUnsaved } from '../../../shared/use-unsaved.ts'
import { useDefaultRpm } from '../../use-default-rpm.ts'
import { useModels } from '../../use-models.ts'
import { modelNames } from './model-names.ts'

/** What a key may do, changed; only what differs is sent. */
const PolicyForm = ({ apiKey }: { apiKey: OwnKey }) => {
  const [draft, setDraft] = useState(() => draftOf(apiKey))
  const models = useModels()
  const defaultRpm = useDefaultRpm()
  const save = useChange({
    run: (api, body: Partial<KeyPolicyBody>) =>
      api.send('user-keys', { method: 'PATCH', query: { key_id: apiKey.id }, body }),
    touches: ['user-keys', 'user-devices'],
    done: 'Saved',
  })
  const errors = fieldErrors(save.error, KEY_FIELDS)
  const changes = changedFields(policyOf(draftOf(apiKey)), policyOf(draft))
  useUnsaved(Object.keys(changes).length > 0)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate(changes)
      }}
    >
      <Stack gap="lg">
        <KeyFields
          draft={draft}
          change={(part) => setDraft((before) => ({ ...before, ...part }))}
          errors={errors}
          models={modelNames(models.data)}
          defaultRpm={defaultRpm}
          owner="account"
        />
        {errors.rest !== null && <Failure error={errors.rest} />}
        <Group justify="flex-end">
          <Button type="submit" loading={save.isPending} disabled={Object.keys(changes).length === 0}>
            Save policy
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

export default PolicyForm
