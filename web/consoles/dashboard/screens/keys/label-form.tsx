import { Button, Group, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { OwnKey } from '../../../shared/answers.ts'
import { Failure } from '../../../shared/failure.tsx'
import { fieldErrors } from '../../../shared/field-errors.ts'
import { useChange } from '../../../shared/use-change.ts'
import { useUnsaved } from '../../../shared/use-unsaved.ts'

/** Another name for a key. */
export const LabelForm = ({ apiKey: { id, label } }: { apiKey: OwnKey }) => {
  const [typed, setTyped] = useState(label)
  const save = useChange({
    run: (api, name: string) =>
      api.send('user-keys', { method: 'PATCH', query: { key_id: id }, body: { label: name } }),
    touches: ['user-keys', 'user-summary'],
    done: 'Saved',
  })
  useUnsaved(typed.trim() !== label)
  const errors = fieldErrors(save.error, ['label'])
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate(typed.trim())
      }}
    >
      <Group align="flex-end" gap="xs">
        <TextInput
          label="Label"
          maxLength={60}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          error={errors.at('label')}
          style={{ flex: 1 }}
        />
        <Button type="submit" loading={save.isPending} disabled={typed.trim() === '' || typed.trim() === label}>
          Save label
        </Button>
      </Group>
      {errors.rest !== null && <Failure error={errors.rest} />}
    </form>
  )
}
