import { SimpleGrid, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Overview } from '../../../shared/answers.ts'
import { ChangeNote, RoomFor } from '../../../shared/change-note.tsx'
import { Figure } from '../../../shared/figure.tsx'
import { compact, count, percent, thisMonth } from '../../../shared/format.ts'
import { gatewayNow } from '../../../shared/gateway-clock.ts'
import { Money } from '../../../shared/money.tsx'
import { sameDaysBefore } from '../../../shared/same-days.ts'
import { usageOf } from '../../usage-of.ts'
import { failedCalls } from './failed-calls.ts'
import { errorRate, ratePoints, rateText, sumsOf } from './sums.ts'

/** Digits tell more than letters for as long as they can be read. */
const IN_FULL_BELOW = 1_000_000

type Props = { answer: Overview; earlier: Overview | undefined }

/** What the month came to, each beside the same days of the month before. */
export const Totals = ({ answer, earlier }: Props) => {
  const { month, today } = answer
  const same = sameDaysBefore(month.month, gatewayNow())
  const now = sumsOf(answer, same.has)
  const before = earlier?.month.month === same.month ? sumsOf(earlier, same.has) : undefined
  const isCurrent = month.month === thisMonth()
  const note = (change: ReactNode, ofToday: ReactNode) => (
    <>
      {change}
      {isCurrent && <div>today {ofToday}</div>}
    </>
  )
  return (
    <SimpleGrid cols={{ base: 2, lg: 4 }}>
      <Figure
        label="Charged"
        note={note(
          <ChangeNote now={now.charged} before={before?.charged} against={same.name} />,
          <Money usd={today.cost_usd} digits={2} />,
        )}
      >
        <Money usd={month.spent_usd} digits={2} />
      </Figure>
      <Figure
        label="Margin"
        note={note(
          <ChangeNote now={now.margin} before={before?.margin} against={same.name} />,
          <Money usd={today.margin_usd} digits={2} />,
        )}
      >
        <Money usd={month.margin_usd} digits={2} />{' '}
        <Text span c="dimmed" fz="md" fw={500}>
          {percent(Number(month.margin_usd), Number(month.spent_usd))}
        </Text>
      </Figure>
      <Figure
        label="Calls"
        href={usageOf({ month: month.month })}
        note={note(<ChangeNote now={now.calls} before={before?.calls} against={same.name} />, count(today.calls))}
      >
        {month.calls < IN_FULL_BELOW ? count(month.calls) : compact(month.calls)}
      </Figure>
      <Figure
        label="Error rate"
        href={isCurrent ? failedCalls({ since: 'month' }) : undefined}
        note={note(
          <RateNote now={errorRate(now)} before={before && errorRate(before)} against={same.name} />,
          `${count(today.errors)} of ${count(today.calls + today.errors)} calls, uncharged`,
        )}
      >
        {rateText(errorRate(month))}
      </Figure>
    </SimpleGrid>
  )
}

type RateNoteProps = { now: number | undefined; before: number | undefined; against: string | undefined }

/** A share changes by points: a percentage of a percentage would be read as one. */
const RateNote = ({ now, before, against }: RateNoteProps) => {
  if (against === undefined) return <>{'\u00a0'}</>
  if (now === undefined || before === undefined) return <RoomFor>▲ 0.1 points vs {against}</RoomFor>
  return (
    <>
      {ratePoints(now, before)} vs {against}
    </>
  )
}
