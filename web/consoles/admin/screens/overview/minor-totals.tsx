import type { Overview } from '../../../shared/answers.ts'
import { count, duration } from '../../../shared/format.ts'
import { MinorFigures } from '../../../shared/minor-figures.tsx'
import { Money } from '../../../shared/money.tsx'

type Props = { answer: Overview; isCurrent: boolean }

/** What else there is to know of the month; and of now, while it is the current one. */
export const MinorTotals = ({ answer: { month, held_now: held, customers }, isCurrent }: Props) => (
  <MinorFigures
    of={[
      { label: 'Vendor cost', value: <Money usd={month.list_usd} digits={2} />, note: 'what the vendors take' },
      {
        label: 'Top-ups',
        value: <Money usd={month.topups_usd} digits={2} />,
        note: 'credits added, less refunds',
      },
      {
        label: 'Overruns',
        value: <Money usd={month.overrun_usd} digits={2} />,
        note: 'used above its hold, not charged',
      },
      {
        label: 'Average latency',
        value: shown(month.average_duration_ms),
        note: `first token ${shown(month.average_first_token_ms)}`,
      },
      ...(isCurrent
        ? [
            {
              label: 'Held now',
              value: <Money usd={held.held_usd} digits={2} />,
              note: held.calls === 1 ? '1 call is running' : `${count(held.calls)} calls are running`,
              href: '/jobs',
            },
            {
              label: 'Active customers',
              value: `${count(customers.active)} of ${count(customers.total)}`,
              note: `${count(customers.active_keys)} live keys`,
              href: '/customers',
            },
          ]
        : []),
    ]}
  />
)

const shown = (ms: number | null): string => (ms === null ? '–' : duration(ms))
