import { Group, Text } from '@mantine/core'
import type { Ledger, LedgerEntry, TopUp } from '../../../shared/answers.ts'
import { Confirm } from '../../../shared/confirm.tsx'
import { dollarsOfCents, monthName } from '../../../shared/format.ts'
import { useAnswer } from '../../../shared/use-answer.ts'
import { useChange } from '../../../shared/use-change.ts'

/** Takes back a top-up by hand, unless that was done before. */
export const TakeBack = ({
  topUp: { customer_id: customerId, source_id: source, ...topUp },
}: {
  topUp: LedgerEntry
}) => {
  // The entry that took it back names the same source.
  const refunds = useAnswer<Ledger>('admin-ledger', { customer_id: customerId, kind: 'refund', q: source, limit: 50 })
  const takeBack = useChange<undefined, TopUp>({
    run: (api) => api.json('admin-topup', { method: 'DELETE', query: { customer_id: customerId, request_id: source } }),
    touches: ['admin-customers', 'admin-usage', 'admin-overview', 'admin-ledger', 'admin-audit'],
    done: ({ amount_cents: cents, month }) => `${dollarsOfCents(cents)} of ${monthName(month)} were taken back.`,
  })
  if (refunds.data === undefined) return null
  if (refunds.data.entries.some(({ source_id: of }) => of === source)) {
    return (
      <Text size="sm" c="dimmed">
        This top-up was taken back.
      </Text>
    )
  }
  return (
    <Group>
      <Confirm
        tone="danger"
        label="Take back"
        variant="light"
        color="red"
        question={`${dollarsOfCents(topUp.amount_cents)} are booked back from ${monthName(topUp.month)}. What was spent of it stays spent, and stops further calls of that month if the cap is below it.`}
        act={() => takeBack.mutateAsync(undefined)}
        pending={takeBack.isPending}
        error={takeBack.error}
      />
    </Group>
  )
}
