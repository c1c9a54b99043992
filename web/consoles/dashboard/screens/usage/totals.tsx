import { SimpleGrid } from '@mantine/core'
import type { UserEvents } from '../../../shared/answers.ts'
import { Figure } from '../../../shared/figure.tsx'
import { compact, count } from '../../../shared/format.ts'
import { Money } from '../../../shared/money.tsx'
import { sumUsd } from '../../../shared/sum-usd.ts'

type Days = UserEvents['summary_by_day']

/** All that the filter covers, in a few figures. */
export const Totals = ({ days }: { days: Days }) => {
  const sum = (of: (day: Days[number]) => number) => days.reduce((all, day) => all + of(day), 0)
  return (
    <SimpleGrid cols={{ base: 2, md: 4 }}>
      <Figure label="Cost">
        <Money usd={sumUsd(days.map((day) => day.cost_usd))} digits={2} />
      </Figure>
      <Figure label="Calls" note={`${count(sum((day) => day.unfinished))} did not finish`}>
        {count(sum((day) => day.calls))}
      </Figure>
      <Figure label="Tokens in" note={`${compact(sum((day) => day.cached_tokens))} from a cache`}>
        {compact(sum((day) => day.input_tokens))}
      </Figure>
      <Figure label="Tokens out" note={`${compact(sum((day) => day.reasoning_tokens))} of them reasoning`}>
        {compact(sum((day) => day.output_tokens))}
      </Figure>
    </SimpleGrid>
  )
}
