import { Box, SimpleGrid, Stack } from '@mantine/core'
import { useState } from 'react'
import type { Summary, UserEvents } from '../../shared/answers.ts'
import { Empty } from '../../shared/empty.tsx'
import { thisMonth } from '../../shared/format.ts'
import { MonthPicker } from '../../shared/month-picker.tsx'
import { sameDaysBefore } from '../../shared/same-days.ts'
import { Screen } from '../../shared/screen.tsx'
import { StateOf } from '../../shared/state-of.tsx'
import { useAnswer } from '../../shared/use-answer.ts'
import { CostByDay } from '../cost-by-day.tsx'
import { ScopeSwitch, useScope, type Scope } from '../scope-switch.tsx'
import { Figures } from './overview/figures.tsx'
import { NoCallsYet } from './overview/no-calls-yet.tsx'
import { RecentCalls } from './overview/recent-calls.tsx'
import { SpendByKey, SpendByModel } from './overview/spend-by.tsx'
import { Standing } from './overview/standing.tsx'

/** As many calls as the screen ends with; the sums by day come with them. */
const RECENT = 5

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
          // What is seen while another month is on its way is still the one before.
          <Box className={summary.isPlaceholderData ? 'kx-stale' : ''} aria-busy={summary.isPlaceholderData}>
            <Content answer={answer} scope={scope} />
          </Box>
        )}
      </StateOf>
    </Screen>
  )
}

export default Overview

const about = ({ customer, key }: Summary): string =>
  `Plan ${customer.plan_name}, signed in with “${key.label}” (…${key.key_last4}), role ${key.role}.`

const Content = ({ answer, scope }: { answer: Summary; scope: Scope }) => {
  const { month } = answer.month
  const events = useAnswer<UserEvents>('user-events', { month, scope, limit: RECENT }, { refreshMs: 30_000 })
  const before = sameDaysBefore(month, new Date())
  const eventsBefore = useAnswer<UserEvents>('user-events', { month: before.month, scope, limit: 1 })
  return (
    <Stack gap="lg">
      <Standing month={answer.month} scope={scope} planCents={answer.customer.monthly_cap_cents} />
      <Figures answer={answer} scope={scope} before={before} daysBefore={eventsBefore.data?.summary_by_day} />
      <StateOf of={events}>
        {(ofMonth) => (
          <>
            <Days of={ofMonth} month={month} />
            {answer.by_model.length > 0 && (
              <SimpleGrid cols={{ base: 1, lg: scope === 'customer' ? 2 : 1 }} spacing="lg">
                <SpendByModel answer={answer} />
                {scope === 'customer' && <SpendByKey answer={answer} />}
              </SimpleGrid>
            )}
            {ofMonth.events.length > 0 && (
              <RecentCalls calls={ofMonth.events} keys={answer.keys} own={answer.key} month={month} />
            )}
          </>
        )}
      </StateOf>
    </Stack>
  )
}

const Days = ({ of: answer, month }: { of: UserEvents; month: string }) => {
  if (answer.summary_by_day.length > 0) return <CostByDay of={answer} />
  return month === thisMonth() ? <NoCallsYet /> : <Empty title="No calls in this month" />
}
