import { Box, SimpleGrid, Text } from '@mantine/core'
import type { Summary, UserEvents } from '../../../shared/answers.ts'
import { ChangeNote } from '../../../shared/change-note.tsx'
import { Figure } from '../../../shared/figure.tsx'
import { compact, count, dollars, localTime, thisMonth } from '../../../shared/format.ts'
import { gatewayNow } from '../../../shared/gateway-clock.ts'
import { Money } from '../../../shared/money.tsx'
import { projectionOf } from '../../../shared/projection.ts'
import type { SameDays } from '../../../shared/same-days.ts'
import { WARNING_COLOR } from '../../../shared/warning-color.ts'
import type { Scope } from '../../scope-switch.tsx'
import { positionOf } from './position.ts'

type Days = UserEvents['summary_by_day']

type Props = {
  answer: Summary
  scope: Scope
  before: SameDays
  /** Of the month, and of the one before; undefined: on their way. */
  days: Days | undefined
  daysBefore: Days | undefined
}

/** The month in a few figures, of the account or of the key alone, against the month before. */
export const Figures = ({ answer: { month }, scope, before, days, daysBefore }: Props) => {
  const of = positionOf(month, scope)
  const sum = (of: Days, figure: (day: Days[number]) => number) =>
    of.filter(before.has).reduce((total, day) => total + figure(day), 0)
  const change = (figure: (day: Days[number]) => number) => (
    <ChangeNote
      now={sum(days ?? [], figure)}
      before={days && daysBefore && sum(daysBefore, figure)}
      against={before.name}
    />
  )
  return (
    <SimpleGrid cols={{ base: 2, md: 4 }}>
      <Figure label="Spent" note={change((day) => Number(day.cost_usd))}>
        <Money usd={of.spentUsd} />
      </Figure>
      {month.month === thisMonth() ? (
        <Projected spentUsd={Number(of.spentUsd)} capUsd={Number(of.capUsd ?? Number.POSITIVE_INFINITY)} />
      ) : (
        <Figure label="Average call" note="charged for a call">
          {of.calls === 0 ? '–' : dollars(Number(of.spentUsd) / of.calls)}
        </Figure>
      )}
      <Figure label="Calls" note={change((day) => day.calls)}>
        {count(of.calls)}
      </Figure>
      <Figure label="Tokens" note={change((day) => day.input_tokens + day.output_tokens)}>
        {compact(of.tokens)}
      </Figure>
    </SimpleGrid>
  )
}

const Projected = ({ spentUsd, capUsd }: { spentUsd: number; capUsd: number }) => {
  const projection = projectionOf(spentUsd, capUsd, gatewayNow())
  if (projection === undefined) {
    return (
      <Figure label="Projected" note="from the second day of the month on">
        –
      </Figure>
    )
  }
  const { usd, reachedAt } = projection
  return (
    <Figure
      label="Projected"
      note={
        reachedAt === undefined ? (
          'for the whole month, at this pace'
        ) : (
          <Text span inherit c={WARNING_COLOR}>
            cap reached on{' '}
            <Box component="span" style={{ whiteSpace: 'nowrap' }}>
              {localTime(reachedAt.toISOString(), 'day')}
            </Box>
          </Text>
        )
      }
    >
      <Text span inherit {...(reachedAt === undefined ? {} : { c: WARNING_COLOR })}>
        ≈ {dollars(usd)}
      </Text>
    </Figure>
  )
}
