import { Alert, Button, Checkbox, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import type { Billing, Checkout } from '../../../shared/answers.ts'
import { DollarsInput } from '../../../shared/dollars-input.tsx'
import { Failure } from '../../../shared/failure.tsx'
import { fieldErrors } from '../../../shared/field-errors.ts'
import { dollarsOfCents, monthName } from '../../../shared/format.ts'
import { Instant } from '../../../shared/instant.tsx'
import { monthEnd } from '../../../shared/month-end.ts'
import { useChange } from '../../../shared/use-change.ts'
import { useThisMonth } from '../../../shared/use-this-month.ts'
import { useMe } from '../../use-me.ts'
import { cardLabel } from './card-label.ts'
import { leaveFor } from './leave-for.ts'

const PRESETS = [1_000, 2_500, 5_000, 10_000]

/** The way to a page where a top-up can be paid. Nothing is credited until it was. */
export const TopUpForm = ({ card = null }: { card?: Billing['card'] }) => {
  const [cents, setCents] = useState<number | null>(2_500)
  // An input keeps what is typed by itself, so a preset makes a new one.
  const [preset, setPreset] = useState({ amount: 2_500, presses: 0 })
  const [saveCard, setSaveCard] = useState(false)
  const [isStaying, setStaying] = useState(false)
  const checkout = useChange({
    run: (api, order: { amount_cents: number | null; save_card: boolean }) =>
      api.json<Checkout>('user-topup-checkout', { method: 'POST', body: order }),
    touches: [],
  })
  const errors = fieldErrors(checkout.error, ['amount_cents'])
  if (useMe().data?.payments === false) return <NoPayments />
  return (
    <Paper withBorder p="lg">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          checkout.mutate(
            { amount_cents: cents, save_card: saveCard },
            { onSuccess: ({ url }) => setStaying(!leaveFor(url)) },
          )
        }}
      >
        <Stack>
          <Title order={2} size="h5">
            Top up now
          </Title>
          <Group gap="xs">
            {PRESETS.map((amount) => (
              <Button
                key={amount}
                size="compact-md"
                variant={amount === cents ? 'light' : 'default'}
                aria-pressed={amount === cents}
                onClick={() => {
                  setCents(amount)
                  setPreset({ amount, presses: preset.presses + 1 })
                }}
              >
                ${amount / 100}
              </Button>
            ))}
          </Group>
          <DollarsInput
            key={preset.presses}
            label="Amount"
            description="From $1 to $5,000"
            least={100}
            most={500_000}
            cents={preset.amount}
            change={setCents}
            error={errors.at('amount_cents')}
            maw={240}
          />
          <Counts />
          <Checkbox
            label={
              card === null
                ? 'Save the card for automatic top-ups'
                : `Replace the saved card (${cardLabel(card.label)}) with this one`
            }
            checked={saveCard}
            onChange={(event) => setSaveCard(event.currentTarget.checked)}
          />
          {errors.rest !== null && <Failure error={errors.rest} />}
          {isStaying && (
            <Alert color="red" title="The payment page has no safe address" role="alert">
              It was not opened. Tell the operator of this gateway.
            </Alert>
          )}
          <Group>
            <Button
              type="submit"
              loading={checkout.isPending || (checkout.isSuccess && !isStaying)}
              disabled={cents === null}
            >
              {cents === null ? 'Pay with Stripe' : `Pay ${dollarsOfCents(cents)} with Stripe`}
            </Button>
            <Text size="sm" c="dimmed">
              You pay on Stripe’s page and come back here.
            </Text>
          </Group>
        </Stack>
      </form>
    </Paper>
  )
}

/** Said before anybody fills a form in for nothing. */
const NoPayments = () => (
  <Paper withBorder p="lg">
    <Stack>
      <Title order={2} size="h5">
        Top up now
      </Title>
      <Alert color="gray" title="Payments are not set up on this gateway">
        Ask its operator, who can credit you by hand.
      </Alert>
    </Stack>
  </Paper>
)

/** What becomes of the money: credit counts for its month alone, and that month's invoice takes all of it off (sql/0010). */
const Counts = () => {
  const month = useThisMonth()
  return (
    <Text size="sm" c="dimmed">
      Counts for {monthName(month)} until <Instant at={monthEnd(month)} />. What is left of it then is not carried over
      to the next cap: the invoice of {monthName(month)} takes the whole top-up off usage and plan fee, and shows any
      rest as credit.
    </Text>
  )
}
