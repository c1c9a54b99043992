import { Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { Confirm } from '../../../shared/confirm.tsx'
import { fieldErrors } from '../../../shared/field-errors.ts'
import { count } from '../../../shared/format.ts'
import { useChange } from '../../../shared/use-change.ts'
import { WholeInput } from '../../../shared/whole-input.tsx'

type Pruned = { deleted: number; days: number }

/** Deletes events by hand, before their time is over. */
export const Prune = () => {
  const [days, setDays] = useState<number | null>(30)
  const prune = useChange<number, Pruned>({
    run: (api, olderThan) => api.json('admin-monitor-prune', { method: 'POST', body: { days: olderThan } }),
    touches: ['admin-monitor-events', 'admin-settings'],
    done: ({ deleted, days: older }) =>
      `Deleted: ${count(deleted)} ${deleted === 1 ? 'event' : 'events'} older than ${older} days.`,
  })
  const errors = fieldErrors(prune.error, ['days'])
  return (
    <Confirm
      tone="danger"
      variant="default"
      size="compact-sm"
      label="Delete old events"
      pending={prune.isPending}
      error={errors.rest}
      act={() => prune.mutateAsync(Number(days))}
      question={
        <Stack>
          <Text size="sm">They are gone for good, and in no archive; nothing in the books depends on them.</Text>
          <WholeInput
            label="Older than"
            description="Days, from 1 to 3650"
            required
            least={1}
            most={3_650}
            value={days}
            change={setDays}
            error={errors.at('days')}
          />
        </Stack>
      }
    />
  )
}
