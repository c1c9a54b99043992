import { Select, type SelectProps } from '@mantine/core'
import { monthName, recentMonths } from './format.ts'

type Props = Omit<SelectProps, 'data' | 'value' | 'onChange'> & {
  month: string
  pick: (month: string) => void
  /** There is nothing before it. */
  since?: string | undefined
}

/** A UTC month of the last two years. */
export const MonthPicker = ({ month, pick, since = '', ...select }: Props) => (
  <Select
    aria-label="Month"
    w={180}
    allowDeselect={false}
    {...select}
    value={month}
    data={monthsTo(month, since).map((value) => ({ value, label: monthName(value) }))}
    onChange={(value) => {
      if (value !== null) pick(value)
    }}
  />
)

/** The month that is looked at is always one of them. */
const monthsTo = (month: string, since: string): string[] =>
  recentMonths(24).filter((value) => value >= since || value === month)
