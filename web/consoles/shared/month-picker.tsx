import { Select, type SelectProps } from '@mantine/core'
import { recentMonths } from './format.ts'

const NAMES = new Intl.DateTimeFormat(undefined, { month: 'long', year: 'numeric', timeZone: 'UTC' })

type Props = Omit<SelectProps, 'data' | 'value' | 'onChange'> & { month: string; pick: (month: string) => void }

/** A UTC month of the last two years. */
export const MonthPicker = ({ month, pick, ...select }: Props) => (
  <Select
    aria-label="Month"
    w={180}
    allowDeselect={false}
    {...select}
    value={month}
    data={recentMonths(24).map((value) => ({ value, label: NAMES.format(new Date(`${value}-01T00:00:00Z`)) }))}
    onChange={(value) => {
      if (value !== null) pick(value)
    }}
  />
)
