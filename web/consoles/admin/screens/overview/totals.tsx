import { SimpleGrid, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Overview } from '../../../shared/answers.ts'
import { Figure } from '../../../shared/figure.tsx'
import { compact, count, duration, percent } from '../../../shared/format.ts'
import { Money } from '../../../shared/money.tsx'

/** The month in figures, each with what today has to say to it. */
export const Totals = ({ answer: { month, today, held_now: held, customers } }: { answer: Overview }) => (
  <SimpleGrid cols={{ base: 2, md: 3, xl: 5 }}>
    <Figure
      label="Spend"
      note={
        <Today>
          <Money usd={today.cost_usd} />
        </Today>
      }
    >
      <Money usd={month.spent_usd} />
    </Figure>
    <Figure label="List cost" note="what the vendors charge">
      <Money usd={month.list_usd} />
    </Figure>
    <Figure label="Margin" note={`${percent(Number(month.margin_usd), Number(month.spent_usd))} of the spend`}>
      <Money usd={month.margin_usd} />
    </Figure>
    <Figure label="Top-ups" note="money received for this month">
      <Money usd={month.topups_usd} />
    </Figure>
    <Figure label="Overruns" note="vendor cost that you bear">
      <Money usd={month.overrun_usd} />
    </Figure>
    <Figure label="Calls" note={<Today>{count(today.calls)}</Today>}>
      {compact(month.calls)}
    </Figure>
    <Figure label="Errors" note={<Today>{count(today.errors)}</Today>}>
      {count(month.errors)}
    </Figure>
    <Figure
      label="Average latency"
      note={
        <>
          first token {shown(month.average_first_token_ms)}
          <br />
          today {shown(today.average_duration_ms)}, first token {shown(today.average_first_token_ms)}
        </>
      }
    >
      {shown(month.average_duration_ms)}
    </Figure>
    <Figure label="Held now" note={held.calls === 1 ? '1 call is running' : `${count(held.calls)} calls are running`}>
      <Money usd={held.held_usd} />
    </Figure>
    <Figure label="Active customers" note={`${count(customers.active_keys)} live keys`}>
      {count(customers.active)}
      <Text span c="dimmed" fz="md">
        {' '}
        of {count(customers.total)}
      </Text>
    </Figure>
  </SimpleGrid>
)

const Today = ({ children }: { children: ReactNode }) => <>today {children}</>

const shown = (ms: number | null): string => (ms === null ? '–' : duration(ms))
