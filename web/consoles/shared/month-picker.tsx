import { Select, type SelectProps } from '@mantine/core'
import { useState } from 'react'
import { monthOptions, optionsOf } from './month-options.ts'

type Props = Omit<SelectProps, 'data' | 'value' | 'onChange'> & {
  month: string
  pick: (month: string) => void
  /** A time before which there is nothing. */
  since?: string | undefined
}

/** A UTC month of the last two years. */
export const MonthPicker = ({ month, pick, since, ...select }: Props) => {
  // Two dozen options that nobody sees take their time on every screen that has them; the chosen one has to be there.
  const [wasOpened, setWasOpened] = useState(false)
  return (
    <Select
      aria-label="Month"
      w={180}
      allowDeselect={false}
      {...select}
      value={month}
      data={wasOpened ? monthOptions(month, since) : optionsOf([month])}
      onDropdownOpen={() => setWasOpened(true)}
      onChange={(value) => {
        if (value !== null) pick(value)
      }}
    />
  )
}
