import { Select } from '@mantine/core'
import { IconArrowsSort } from '@tabler/icons-react'

type Props = { options: readonly { value: string; label: string }[]; value: string; pick: (sort: string) => void }

/** The order of a whole list, over all its pages. */
export const SortSelect = ({ options, value, pick }: Props) => (
  <Select
    aria-label="Sort"
    leftSection={<IconArrowsSort size={14} />}
    allowDeselect={false}
    w={{ base: '100%', xs: 240 }}
    data={[...options]}
    value={value}
    onChange={(sort) => {
      if (sort !== null) pick(sort)
    }}
  />
)
