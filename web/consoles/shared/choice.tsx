import { Select, type ComboboxItemGroup, type SelectProps } from '@mantine/core'

type Option = { value: string; label: string }

type Props = Omit<SelectProps, 'data' | 'value' | 'onChange' | 'label'> & {
  /** Names the filter; stands in it while nothing is chosen. */
  label: string
  options: readonly (string | Option | ComboboxItemGroup<Option>)[]
  value: string | undefined
  pick: (value: string | undefined) => void
}

/** A filter of a list with a handful of values; nothing chosen: all of them. */
export const Choice = ({ label, options, value, pick, ...select }: Props) => (
  <Select
    aria-label={label}
    placeholder={label}
    clearable
    clearButtonProps={{ 'aria-label': `Clear ${label.toLowerCase()}` }}
    w={{ base: 'calc(50% - 5px)', xs: 170 }}
    {...select}
    data={[...options]}
    value={value ?? null}
    onChange={(chosen) => pick(chosen ?? undefined)}
  />
)
