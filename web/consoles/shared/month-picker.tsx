import { Select, type SelectProps } from '@mantine/core'
import { monthName, recentMonths } from './format.ts'

type Props = Omit<SelectProps, 'data' | 'value' | 'onChange'> & { month: string; pick: (month: string) => void }

/** A UTC month of the last two years. */
export const MonthPicker = ({ month, pick, ...select }: Props) => (
  <Select
    aria-label="Month"
    w={180}
    allowDeselect={false}
    {...select}
    value={month}
    data={recentMonths(24).map((value) => ({ value, label: monthName(value) }))}
    onChange={(value) => {
      if (value !== null) pick(value)
    }}
  />
)
