import { Alert, Button, Group, Paper, Stack, Switch, Text, Title } from '@mantine/core'
import { useState } from 'react'
import type { Billing } from '../../../shared/answers.ts'
import { DollarsInput } from '../../../shared/dollars-input.tsx'
import { Failure } from '../../../shared/failure.tsx'
import { fieldErrors } from '../../../shared/field-errors.ts'
import { dollarsOfCents } from '../../../shared/format.ts'
import { useChange } from '../../../shared/use-change.ts'
import { LastOrder } from './last-order.tsx'

type Rules = Billing['auto_topup']

const FIELDS = [
  'auto_topup_enabled',
  'auto_topup_threshold_cents',
  'auto_topup_amount_cents',
  'auto_topup_monthly_max_cents',
] as const

/** When the saved card is charged without anybody asking, and how often at most. */
export const AutoTopUp = ({ rules, hasCard }: { rules: Rules; hasCard: boolean }) => {
  const [enabled, setEnabled] = useState(rules.enabled)
  const [threshold, setThreshold] = useState(rules.threshold_cents)
  const [amount, setAmount] = useState(rules.amount_cents)
  const [maximum, setMaximum] = useState<number | null>(rules.monthly_max_cents)
  const save = useChange({
    run: (api, body: Partial<Record<(typeof FIELDS)[number], number | boolean | null>>) =>
      api.send('user-billing', { method: 'PATCH', body }),
    touches: ['user-billing'],
    done: 'Saved',
  })
  const errors = fieldErrors(save.error, FIELDS)
  return (
    <Paper withBorder p="lg">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          save.mutate({
            auto_topup_enabled: enabled,
            auto_topup_threshold_cents: threshold,
            auto_topup_amount_cents: amount,
            auto_topup_monthly_max_cents: maximum ?? 0,
          })
        }}
      >
        <Stack>
          <Title order={2} size="h5">
            Automatic top-up
          </Title>
          <Switch
            label="Charge the saved card when little is left"
            checked={enabled}
            onChange={(event) => setEnabled(event.currentTarget.checked)}
            error={errors.at('auto_topup_enabled')}
          />
          {enabled && !hasCard && (
            <Alert color="yellow" title="There is no card to charge">
              Top up once with “Save the card” ticked; from then on these rules count.
            </Alert>
          )}
          <DollarsInput
            label="When less than this is left of the month"
            description="Dollars."
            cents={threshold}
            change={setThreshold}
            error={errors.at('auto_topup_threshold_cents')}
          />
          <DollarsInput
            label="Top up by"
            description="Dollars, $1 to $5,000."
            cents={amount}
            change={setAmount}
            error={errors.at('auto_topup_amount_cents')}
          />
          <DollarsInput
            label="At most in a month"
            description="Dollars, all automatic top-ups together."
            cents={maximum}
            change={setMaximum}
            error={errors.at('auto_topup_monthly_max_cents')}
          />
          {errors.rest !== null && <Failure error={errors.rest} />}
          <Group>
            <Button type="submit" loading={save.isPending}>
              Save rules
            </Button>
            <Text size="sm" c="dimmed">
              {dollarsOfCents(rules.this_month_cents)} of {dollarsOfCents(rules.monthly_max_cents)} this month
            </Text>
          </Group>
          {rules.last !== null && <LastOrder order={rules.last} />}
        </Stack>
      </form>
    </Paper>
  )
}
