import { Alert, Button, Group, Paper, Stack, Switch, Text, Title } from '@mantine/core'
import { useState } from 'react'
import type { Billing } from '../../../shared/answers.ts'
import { DollarsInput } from '../../../shared/dollars-input.tsx'
import { Failure } from '../../../shared/failure.tsx'
import { fieldErrors } from '../../../shared/field-errors.ts'
import { dollarsOfCents, thisMonth } from '../../../shared/format.ts'
import { dayAfter } from '../../../shared/month-end.ts'
import { useChange } from '../../../shared/use-change.ts'
import { autoTopUpStanding } from '../../auto-top-up-standing.ts'
import { LastOrder } from './last-order.tsx'

const FIELDS = [
  'auto_topup_enabled',
  'auto_topup_threshold_cents',
  'auto_topup_amount_cents',
  'auto_topup_monthly_max_cents',
] as const

/** When the saved card is charged without anybody asking, and how often at most. */
export const AutoTopUp = ({ billing }: { billing: Billing }) => {
  const { auto_topup: rules, card } = billing
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
          {enabled && card === null && (
            <Alert color="yellow" title="There is no card to charge">
              Top up once with “Save the card” ticked; from then on these rules count.
            </Alert>
          )}
          {enabled && autoTopUpStanding(billing, thisMonth()) === 'used-up' && <UsedUp rules={rules} />}
          <DollarsInput
            label="When less than this is left of the month"
            cents={threshold}
            change={setThreshold}
            error={errors.at('auto_topup_threshold_cents')}
          />
          <DollarsInput
            label="Top up by"
            description="From $1 to $5,000"
            cents={amount}
            change={setAmount}
            error={errors.at('auto_topup_amount_cents')}
          />
          <DollarsInput
            label="At most in a month"
            description="All automatic top-ups together"
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

/** Another one would pass the maximum, though nothing of it may be left over. */
const UsedUp = ({ rules }: { rules: Billing['auto_topup'] }) => {
  const most = dollarsOfCents(rules.monthly_max_cents)
  const next = dayAfter(thisMonth())
  return (
    <Alert color="yellow" title={`This month’s limit of ${most} is used up`}>
      {rules.this_month_cents >= rules.monthly_max_cents
        ? `The card is not charged again before ${next}.`
        : `${dollarsOfCents(rules.this_month_cents)} was charged, and another ${dollarsOfCents(rules.amount_cents ?? 0)} would be too much. The card is not charged again before ${next}.`}{' '}
      Raise the limit below, or top up now.
    </Alert>
  )
}
