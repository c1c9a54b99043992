import { SimpleGrid } from '@mantine/core'
import type { Summary } from '../../../shared/answers.ts'
import { Figure } from '../../../shared/figure.tsx'
import { compact, count, dollars, localTime, thisMonth } from '../../../shared/format.ts'
import { Money } from '../../../shared/money.tsx'
import type { Scope } from '../../scope-switch.tsx'
import { projectionOf } from './projection.ts'

/** The month in a few figures, of the account or of the key alone. */
export const Figures = ({ answer: { month }, scope }: { answer: Summary; scope: Scope }) => {
  const of = scope === 'customer' ? ofAccount(month) : ofKey(month)
  const isCurrent = month.month === thisMonth()
  return (
    <SimpleGrid cols={{ base: 1, xs: isCurrent ? 3 : 2 }}>
      <Figure
        label="Spent"
        note={
          <>
            of <Money usd={of.capUsd} />
            {of.capUsd === month.customer_cap_usd && month.extra_cents > 0 && (
              <>
                , <Money usd={month.extra_usd} /> of it topped up
              </>
            )}
          </>
        }
      >
        <Money usd={of.spentUsd} />
      </Figure>
      {isCurrent && <Projected spentUsd={Number(of.spentUsd)} capUsd={Number(of.capUsd)} />}
      <Figure label="Calls" note={`${compact(of.tokens)} tokens`}>
        {count(of.calls)}
      </Figure>
    </SimpleGrid>
  )
}

type Month = Summary['month']

const ofAccount = (month: Month) => ({
  capUsd: month.customer_cap_usd,
  spentUsd: month.customer_spent_usd,
  calls: month.customer_calls,
  tokens: month.customer_tokens,
})

const ofKey = (month: Month) => ({
  capUsd: month.key_cap_usd ?? month.customer_cap_usd,
  spentUsd: month.key_spent_usd,
  calls: month.key_calls,
  tokens: month.key_tokens,
})

const Projected = ({ spentUsd, capUsd }: { spentUsd: number; capUsd: number }) => {
  const projection = projectionOf(spentUsd, capUsd, new Date())
  return (
    <Figure
      label="Projected for the month"
      note={
        projection === undefined
          ? 'on its second day'
          : projection.reachedAt === undefined
            ? 'if it goes on as it began'
            : `the cap would be reached on ${localTime(projection.reachedAt.toISOString(), 'day')}`
      }
    >
      {projection === undefined ? '–' : `≈ ${dollars(projection.usd)}`}
    </Figure>
  )
}
