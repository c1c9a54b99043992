import { Paper, Stack, Title } from '@mantine/core'
import { useState } from 'react'
import type { Summary, UserEvents } from '../../shared/answers.ts'
import { DayChart } from '../../shared/day-chart.tsx'
import { Empty } from '../../shared/empty.tsx'
import { dollars, thisMonth } from '../../shared/format.ts'
import { MonthPicker } from '../../shared/month-picker.tsx'
import { Screen } from '../../shared/screen.tsx'
import { StateOf } from '../../shared/state-of.tsx'
import { useAnswer } from '../../shared/use-answer.ts'
import { ScopeSwitch, useScope } from '../scope-switch.tsx'
import { Figures } from './overview/figures.tsx'
import { ModelTable } from './overview/model-table.tsx'
import { NoCallsYet } from './overview/no-calls-yet.tsx'
import { Standing } from './overview/standing.tsx'

/** What a customer looks at first: what is left, where the month is going, and what it goes into. */
const Overview = () => {
  const [month, setMonth] = useState(thisMonth)
  const { scope, pick } = useScope()
  const summary = useAnswer<Summary>('user-summary', { month, scope }, { refreshMs: 30_000 })
  return (
    <Screen
      title="Overview"
      lead={summary.data && about(summary.data)}
      actions={
        <>
          <ScopeSwitch scope={scope} pick={pick} />
          <MonthPicker month={month} pick={setMonth} />
        </>
      }
    >
      <StateOf of={summary}>
        {(answer) => (
          <Stack gap="lg">
            <Standing
              month={answer.month}
              remainingUsd={scope === 'customer' ? answer.month.customer_remaining_usd : answer.month.remaining_usd}
            />
            <Figures answer={answer} scope={scope} />
            <SpendByDay month={month} scope={scope} />
            <Stack gap="xs">
              <Title order={2} size="h5">
                Spend by model
              </Title>
              <ModelTable models={answer.by_model} />
            </Stack>
          </Stack>
        )}
      </StateOf>
    </Screen>
  )
}

export default Overview

const about = ({ customer, key }: Summary): string =>
  `Plan ${customer.plan_name}, signed in with “${key.label}” (…${key.key_last4}), role ${key.role}.`

const SpendByDay = ({ month, scope }: { month: string; scope: string }) => {
  // One event is the least that can be asked for; the sums by day come with it.
  const events = useAnswer<UserEvents>('user-events', { month, scope, limit: 1 }, { refreshMs: 60_000 })
  return (
    <Paper withBorder p="md">
      <Title order={2} size="h5" mb="sm">
        Spend by day
      </Title>
      <StateOf of={events}>
        {({ summary_by_day: days }) =>
          days.length > 0 ? (
            <DayChart
              label="Spend by day"
              days={days.map((day) => ({ day: day.day, spend: Number(day.cost_usd) }))}
              series={[{ name: 'spend', label: 'Spend', color: 'indigo.6' }]}
              format={dollars}
            />
          ) : month === thisMonth() ? (
            <NoCallsYet />
          ) : (
            <Empty title="No calls in this month" />
          )
        }
      </StateOf>
    </Paper>
  )
}
