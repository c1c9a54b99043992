import { Button, Group, Select, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useState } from 'react'
import type { Customer, TopUp as Answer } from '../../../shared/answers.ts'
import { DollarsInput } from '../../../shared/dollars-input.tsx'
import { Failure } from '../../../shared/failure.tsx'
import { fieldErrors } from '../../../shared/field-errors.ts'
import { comingMonths, dollarsOfCents, monthName } from '../../../shared/format.ts'
import { Modal } from '../../../shared/modal.tsx'
import { optionsOf } from '../../../shared/month-options.ts'
import { orderKeys } from '../../../shared/order-keys.ts'
import { useChange } from '../../../shared/use-change.ts'
import { useThisMonth } from '../../../shared/use-this-month.ts'
import type { TopUpOrder } from '../../orders.ts'

/** This one and those after it: the gateway takes no money for a month that has ended. */
const MONTHS_AHEAD = 4

/** Credits a customer by hand, for money that came another way. */
export const TopUp = ({ customer }: { customer: Customer }) => {
  const [opened, { open, close }] = useDisclosure()
  return (
    <>
      <Button onClick={open}>Top up</Button>
      <Modal opened={opened} onClose={close} title={`Top up ${customer.email}`}>
        <TopUpForm customer={customer} close={close} />
      </Modal>
    </>
  )
}

const TopUpForm = ({ customer, close }: { customer: Customer; close: () => void }) => {
  const [amountCents, setAmountCents] = useState<number | null>(null)
  const current = useThisMonth()
  // The one in which the dialog was opened, or that was chosen: did it follow the clock, what is pressed again after a lost answer would
  // be another order when the month has turned, and credited twice.
  const [month, setMonth] = useState(current)
  // Of this dialog: what is pressed twice, or again after a lost answer, credits once.
  const [keyOf] = useState(orderKeys)
  const credit = useChange<TopUpOrder, Answer>({
    run: (api, body) =>
      api.json<Answer>('admin-topup', {
        method: 'POST',
        headers: { 'idempotency-key': keyOf(body) },
        body,
      }),
    touches: ['admin-customers', 'admin-usage', 'admin-overview', 'admin-ledger', 'admin-audit'],
    done: (answer) => `${dollarsOfCents(answer.amount_cents)} were credited for ${answer.month}.`,
  })
  const errors = fieldErrors(credit.error, ['amount_cents', 'month'])
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (amountCents === null) return
        credit.mutate({ customer_id: customer.id, amount_cents: amountCents, month }, { onSuccess: close })
      }}
    >
      <Stack>
        <Text size="sm" c="dimmed">
          Raises what may be spent in the month, beyond the cap. It is booked in the ledger at once.
        </Text>
        <DollarsInput
          label="Amount"
          description="Dollars."
          least={1}
          most={50_000_000}
          cents={null}
          change={setAmountCents}
          error={errors.at('amount_cents')}
          required
          data-autofocus
        />
        <Select
          label="Month"
          description={
            month === current
              ? 'The current one: it can be spent at once, until the month ends. A month that has ended takes no money; what came late is credited to the current one.'
              : `A later one: it can be spent from the first of ${monthName(month)} on, and not before.`
          }
          data={optionsOf(comingMonths(MONTHS_AHEAD))}
          value={month}
          allowDeselect={false}
          onChange={(picked) => setMonth(picked ?? month)}
          error={errors.at('month')}
        />
        {errors.rest !== null && <Failure error={errors.rest} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" loading={credit.isPending} disabled={amountCents === null}>
            Credit {amountCents === null ? '' : dollarsOfCents(amountCents)}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
