import { Alert, Button, Group, Paper, Stack, Switch, Text, Title } from '@mantine/core'
import { useState } from 'react'
import type { Billing } from '../../../shared/answers.ts'
import { DollarsInput } from '../../../shared/dollars-input.tsx'
import { Failure } from '../../../shared/failure.tsx'
import { fieldErrors } from '../../../shared/field-errors.ts'
import { dollarsOfCents, thisMonth } from '../../../shared/format.ts'
import { Instant } from '../../../shared/instant.tsx'
import { monthEnd } from '../../../shared/month-end.ts'
import { useChange } from '../../../shared/use-change.ts'
import { useUnsaved } from '../../../shared/use-unsaved.ts'
import { autoTopUpStanding } from '../../auto-top-up-standing.ts'
import { rulesBody, unsavedChanges, type AutoTopUpBody } from './auto-top-up-draft.ts'
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
  const [typed, setTyped] = useState<Partial<AutoTopUpBody>>({})
  const body = rulesBody(rules)
  const changes = unsavedChanges(body, typed)
  const [shown, setShown] = useState(rules)
  if (shown !== rules) {
    setShown(rules)
    // What was saved is not typed any more: it may change elsewhere.
    setTyped(changes)
  }
  const draft = { ...body, ...typed }
  const change = (part: Partial<AutoTopUpBody>): void => setTyped((before) => ({ ...before, ...part }))
  const isChanged = Object.keys(changes).length > 0
  useUnsaved(isChanged)
  const save = useChange({
    run: (api, changed: Partial<AutoTopUpBody>) => api.send('user-billing', { method: 'PATCH', body: changed }),
    touches: ['user-billing'],
    done: 'Saved',
  })
  const errors = fieldErrors(save.error, FIELDS)
  return (
    <Paper withBorder p="lg">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          save.mutate(changes)
        }}
      >
        <Stack>
          <Title order={2} size="h5">
            Automatic top-up
          </Title>
          <Switch
            label="Charge the saved card when little is left"
            checked={draft.auto_topup_enabled}
            onChange={(event) => change({ auto_topup_enabled: event.currentTarget.checked })}
            error={errors.at('auto_topup_enabled')}
          />
          {draft.auto_topup_enabled && card === null && (
            <Alert color="yellow" title="There is no card to charge">
              Top up once with “Save the card” ticked; from then on these rules count.
            </Alert>
          )}
          {draft.auto_topup_enabled && autoTopUpStanding(billing, thisMonth()) === 'used-up' && (
            <UsedUp rules={rules} isPayable={billing.payments} />
          )}
          <DollarsInput
            label="When less than this is left of the month"
            cents={draft.auto_topup_threshold_cents}
            change={(cents) => change({ auto_topup_threshold_cents: cents })}
            error={errors.at('auto_topup_threshold_cents')}
          />
          <DollarsInput
            label="Top up by"
            description="From $1 to $5,000"
            least={100}
            most={500_000}
            cents={draft.auto_topup_amount_cents}
            change={(cents) => change({ auto_topup_amount_cents: cents })}
            error={errors.at('auto_topup_amount_cents')}
          />
          <DollarsInput
            label="At most in a month"
            description="All automatic top-ups together"
            cents={draft.auto_topup_monthly_max_cents}
            change={(cents) => change({ auto_topup_monthly_max_cents: cents })}
            error={errors.at('auto_topup_monthly_max_cents')}
          />
          {errors.rest !== null && <Failure error={errors.rest} />}
          <Group>
            <Button type="submit" loading={save.isPending} disabled={!isChanged}>
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
const UsedUp = ({ rules, isPayable }: { rules: Billing['auto_topup']; isPayable: boolean }) => {
  const most = dollarsOfCents(rules.monthly_max_cents)
  return (
    <Alert color="yellow" title={`This month’s limit of ${most} is used up`}>
      {rules.this_month_cents < rules.monthly_max_cents &&
        `${dollarsOfCents(rules.this_month_cents)} was charged, and another ${dollarsOfCents(rules.amount_cents ?? 0)} would be too much. `}
      The card is not charged again before <Instant at={monthEnd(thisMonth())} />. Raise the limit below
      {isPayable && ', or top up now'}.
    </Alert>
  )
}
