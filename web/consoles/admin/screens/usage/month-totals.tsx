import { SimpleGrid } from '@mantine/core'
import type { CustomerUsage } from '../../../shared/answers.ts'
import { Figure } from '../../../shared/figure.tsx'
import { compact, count, dollarsOfCents, percent } from '../../../shared/format.ts'
import { Money } from '../../../shared/money.tsx'

export const MonthTotals = ({ rollup }: { rollup: CustomerUsage['rollup'] }) => (
  <SimpleGrid cols={{ base: 2, md: 3, xl: 5 }}>
    <Figure label="Spent" note={`topped up ${dollarsOfCents(rollup.extra_cents)}`}>
      <Money usd={rollup.spent_usd} />
    </Figure>
    <Figure label="List cost" note="what the vendors charge">
      <Money usd={rollup.list_usd} />
    </Figure>
    <Figure
      label="Margin"
      note={
        <>
          {percent(Number(rollup.margin_usd), Number(rollup.spent_usd))} of the spend, overruns{' '}
          <Money usd={rollup.overrun_usd} />
        </>
      }
    >
      <Money usd={rollup.margin_usd} />
    </Figure>
    <Figure label="Calls" note={`${dollarsOfCents(rollup.held_cents)} held by running ones`}>
      {count(rollup.calls)}
    </Figure>
    <Figure label="Tokens in" note={`${compact(rollup.output_tokens)} out`}>
      {compact(rollup.input_tokens)}
    </Figure>
  </SimpleGrid>
)
