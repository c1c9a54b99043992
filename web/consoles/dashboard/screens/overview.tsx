import { Box, SimpleGrid, Stack } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import { memo } from 'react'
import type { Billing, Summary, UserEvents } from '../../shared/answers.ts'
import { Below } from '../../shared/below.tsx'
import { Empty } from '../../shared/empty.tsx'
import { thisMonth } from '../../shared/format.ts'
import { gatewayNow } from '../../shared/gateway-clock.ts'
import { isolated } from '../../shared/isolated.ts'
import { MonthPicker } from '../../shared/month-picker.tsx'
import { sameDaysBefore } from '../../shared/same-days.ts'
import { Screen } from '../../shared/screen.tsx'
import { Loading, StateOf } from '../../shared/state-of.tsx'
import { useAnswer } from '../../shared/use-answer.ts'
import { useMonth } from '../../shared/use-month.ts'
import { CostByDay } from '../cost-by-day.tsx'
import { overviewQuestions } from '../overview-questions.ts'
import { ScopeSwitch, useScope, type Scope } from '../scope-switch.tsx'
import { useHasRole, useMe } from '../use-me.ts'
import { Figures } from './overview/figures.tsx'
import { NoCallsYet } from './overview/no-calls-yet.tsx'
import { RecentCalls } from './overview/recent-calls.tsx'
import { SpendByKey, SpendByModel } from './overview/spend-by.tsx'
import { Standing } from './overview/standing.tsx'

/** As many calls as the screen ends with; the sums by day come with them. */
const RECENT = 5

/** What a customer looks at first: what is left, where the month is going, and what it goes into. */
const Overview = () => {
  const { month, asked, pick: pickMonth } = useMonth()
  const { scope, pick } = useScope()
  const { data: me } = useMe()
  const questions = overviewQuestions(asked, scope)
  const summary = useAnswer<Summary>(...questions.summary, { refreshMs: 30_000 })
  const events = useAnswer<UserEvents>('user-events', { month, scope, limit: RECENT }, { refreshMs: 30_000 })
  const billing = useAnswer<Billing>(...questions.billing, { enabled: useHasRole('admin') })
  const before = sameDaysBefore(summary.data?.month.month ?? month, gatewayNow())
  const earlier = useAnswer<UserEvents>(
    'user-events',
    { month: before.month, scope, limit: 1 },
    // What figures are held against comes after them.
    { enabled: summary.data !== undefined },
  )
  return (
    <Screen
      title="Overview"
      lead={me && about(me)}
      actions={
        <>
          <ScopeSwitch scope={scope} pick={pick} />
          <MonthPicker month={month} pick={pickMonth} since={me?.customer.created_at} />
        </>
      }
    >
      {/* What it says of billing would move what is below it, if it came later. */}
      {summary.data !== undefined && billing.isLoading ? (
        <Loading />
      ) : (
        <StateOf of={summary}>
          {(answer) => (
            // What is seen while another month is on its way is still the one before.
            <Box className={summary.isPlaceholderData ? 'kx-stale' : ''} aria-busy={summary.isPlaceholderData}>
              <Stack gap="lg">
                <Standing
                  month={answer.month}
                  scope={scope}
                  planCents={answer.customer.monthly_cap_cents}
                  billing={billing.data}
                />
                <Figures
                  answer={answer}
                  scope={scope}
                  before={before}
                  days={daysOf(events)}
                  daysBefore={daysOf(earlier)}
                />
                <StateOf of={events}>{(ofMonth) => <Usage answer={answer} of={ofMonth} scope={scope} />}</StateOf>
              </Stack>
            </Box>
          )}
        </StateOf>
      )}
    </Screen>
  )
}

export default Overview

const daysOf = ({ data, isPlaceholderData: isOld }: UseQueryResult<UserEvents>) =>
  isOld ? undefined : data?.summary_by_day

const about = ({ customer, key }: Summary): string =>
  `Plan ${customer.plan_name}, signed in with “${isolated(key.label)}” (…${key.key_last4}), role ${key.role}.`

type UsageProps = { answer: Summary; of: UserEvents; scope: Scope }

/** What the month's money goes into. Not drawn again when there is something new about the figures above it. */
const Usage = memo(({ answer, of: ofMonth, scope }: UsageProps) => (
  <Below>
    <Days of={ofMonth} month={answer.month.month} />
    {answer.by_model.length > 0 && (
      <SimpleGrid cols={{ base: 1, lg: scope === 'customer' ? 2 : 1 }} spacing="lg">
        <SpendByModel answer={answer} scope={scope} />
        {scope === 'customer' && <SpendByKey answer={answer} />}
      </SimpleGrid>
    )}
    {ofMonth.events.length > 0 && (
      <RecentCalls
        calls={ofMonth.events}
        keys={answer.keys}
        own={answer.key}
        month={answer.month.month}
        scope={scope}
      />
    )}
  </Below>
))
Usage.displayName = 'Usage'

const Days = ({ of: answer, month }: { of: UserEvents; month: string }) => {
  if (answer.summary_by_day.length > 0) return <CostByDay of={answer} />
  return month === thisMonth() ? <NoCallsYet /> : <Empty title="No calls in this month" />
}
