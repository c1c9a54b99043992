import { SimpleGrid, Stack, Text } from '@mantine/core'
import type { CustomerUsage } from '../../../shared/answers.ts'
import { Figure } from '../../../shared/figure.tsx'
import { compact, count, dollarsOfCents, percent } from '../../../shared/format.ts'
import { MinorFigures } from '../../../shared/minor-figures.tsx'
import { Money } from '../../../shared/money.tsx'

type Sums =
  'spent_usd' | 'margin_usd' | 'list_usd' | 'overrun_usd' | 'extra_cents' | 'calls' | 'input_tokens' | 'output_tokens'
type Props = {
  rollup: Pick<CustomerUsage['rollup'], Sums> & {
    /** Undefined: it is not of this month. */
    held_cents: number | undefined
  }
}

/** What a month came to, a customer's or everybody's. */
export const MonthTotals = ({ rollup }: Props) => (
  <Stack gap="md">
    <SimpleGrid cols={{ base: 2, lg: 4 }}>
      <Figure label="Charged" note="what the calls were sold for">
        <Money usd={rollup.spent_usd} digits={2} />
      </Figure>
      <Figure label="Margin" note="charged, less the vendor cost">
        <Money usd={rollup.margin_usd} digits={2} />{' '}
        <Text span c="dimmed" fz="md" fw={500}>
          {percent(Number(rollup.margin_usd), Number(rollup.spent_usd))}
        </Text>
      </Figure>
      <Figure label="Calls" note="settled">
        {count(rollup.calls)}
      </Figure>
      <Figure label="Tokens" note={`${compact(rollup.input_tokens)} in, ${compact(rollup.output_tokens)} out`}>
        {compact(rollup.input_tokens + rollup.output_tokens)}
      </Figure>
    </SimpleGrid>
    <MinorFigures
      of={[
        { label: 'Vendor cost', value: <Money usd={rollup.list_usd} digits={2} />, note: 'what the vendors take' },
        { label: 'Top-ups', value: dollarsOfCents(rollup.extra_cents), note: 'credits added, less refunds' },
        {
          label: 'Overruns',
          value: <Money usd={rollup.overrun_usd} digits={2} />,
          note: 'used above its hold, not charged',
        },
        ...(rollup.held_cents === undefined
          ? []
          : [{ label: 'Held', value: dollarsOfCents(rollup.held_cents), note: 'by calls that are running' }]),
      ]}
    />
  </Stack>
)
