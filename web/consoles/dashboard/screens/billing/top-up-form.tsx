import { Alert, Button, Checkbox, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import type { Checkout } from '../../../shared/answers.ts'
import { DollarsInput } from '../../../shared/dollars-input.tsx'
import { Failure } from '../../../shared/failure.tsx'
import { fieldErrors } from '../../../shared/field-errors.ts'
import { useChange } from '../../../shared/use-change.ts'
import { leaveFor } from './leave-for.ts'

const PRESETS = [1_000, 2_500, 5_000, 10_000]

/** The way to a page where a top-up can be paid. Nothing is credited until it was. */
export const TopUpForm = () => {
  const [cents, setCents] = useState<number | null>(2_500)
  // An input keeps what is typed by itself, so a preset makes a new one.
  const [preset, setPreset] = useState(2_500)
  const [saveCard, setSaveCard] = useState(false)
  const [isStaying, setStaying] = useState(false)
  const checkout = useChange({
    run: (api, order: { amount_cents: number | null; save_card: boolean }) =>
      api.json<Checkout>('user-topup-checkout', { method: 'POST', body: order }),
    touches: [],
  })
  const errors = fieldErrors(checkout.error, ['amount_cents'])
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
                  setPreset(amount)
                }}
              >
                ${amount / 100}
              </Button>
            ))}
          </Group>
          <DollarsInput
            key={preset}
            label="Amount"
            description="Dollars, $1 to $5,000."
            cents={preset}
            change={setCents}
            error={errors.at('amount_cents')}
            maw={240}
          />
          <Checkbox
            label="Save the card for automatic top-ups"
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
              Continue to payment
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
