import { Button, Group, Stack, Textarea } from '@mantine/core'
import type { ReactNode } from 'react'
import { Failure } from '../../../shared/failure.tsx'
import type { FieldErrors } from '../../../shared/field-errors.ts'
import type { KeyDraft, KeyPolicyBody } from '../../../shared/key-draft.ts'
import { KeyFields } from '../../../shared/key-fields.tsx'
import { useDefaultRpm } from '../../use-default-rpm.ts'
import { usePricedModels } from '../../use-priced-models.ts'

type Props = {
  draft: KeyDraft
  change: (part: Partial<KeyDraft>) => void
  notes: string
  changeNotes: (notes: string) => void
  errors: FieldErrors<keyof KeyPolicyBody | 'notes'>
  isPending: boolean
  /** Absent: nothing to send yet. */
  submit: (() => void) | undefined
  submitLabel: string
  cancel: () => void
  /** Further inputs. */
  children?: ReactNode
}

/** The form around everything that an operator may say about a key. */
export const KeyFormFrame = ({ draft, change, notes, changeNotes, errors, children, ...form }: Props) => {
  const models = usePricedModels()
  const defaultRpm = useDefaultRpm()
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        form.submit?.()
      }}
    >
      <Stack gap="lg">
        {children}
        <KeyFields draft={draft} change={change} errors={errors} models={models} defaultRpm={defaultRpm} />
        <Textarea
          label="Notes"
          description="For operators only."
          autosize
          minRows={2}
          maxLength={4_000}
          value={notes}
          onChange={(event) => changeNotes(event.currentTarget.value)}
          error={errors.at('notes')}
        />
        {errors.rest !== null && <Failure error={errors.rest} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={form.cancel}>
            Cancel
          </Button>
          <Button type="submit" loading={form.isPending} disabled={form.submit === undefined}>
            {form.submitLabel}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
