import { Button, Group, Stack, Textarea } from '@mantine/core'
import { useState } from 'react'
import type { Customer } from '../../../shared/answers.ts'
import { Failure } from '../../../shared/failure.tsx'
import { fieldErrors } from '../../../shared/field-errors.ts'
import { useUnsaved } from '../../../shared/use-unsaved.ts'
import { useCustomerChange } from '../../use-customer-change.ts'

/** What operators want to remember of a customer; it never sees them. */
export const Notes = ({ customer }: { customer: Customer }) => {
  const [kept, setKept] = useState(customer.notes ?? '')
  const [notes, setNotes] = useState(kept)
  const change = useCustomerChange(customer.id, 'The notes were kept.')
  useUnsaved(notes !== kept)
  const errors = fieldErrors(change.error, ['notes'])
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        change.mutate({ notes }, { onSuccess: () => setKept(notes) })
      }}
    >
      <Stack gap="xs">
        <Textarea
          label="Notes"
          description="For operators only; found by the search of the customers."
          autosize
          minRows={3}
          maxRows={12}
          maxLength={4_000}
          value={notes}
          onChange={(event) => setNotes(event.currentTarget.value)}
          error={errors.at('notes')}
        />
        {errors.rest !== null && <Failure error={errors.rest} />}
        <Group>
          <Button type="submit" variant="light" loading={change.isPending} disabled={notes === kept}>
            Save notes
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
