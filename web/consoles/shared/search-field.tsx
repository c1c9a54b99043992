import { TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useState } from 'react'

type Props = {
  label: string
  /** What was searched for when the screen was opened. */
  initial?: string | undefined
  search: (text: string) => void
}

/** The search of a list: `/` puts the cursor here, and the list follows when the typing pauses. */
export const SearchField = ({ label, initial = '', search }: Props) => {
  const [typed, setTyped] = useState(initial)
  const later = useDebouncedCallback(search, 250)
  return (
    <TextInput
      aria-label={label}
      placeholder={label}
      value={typed}
      leftSection={<IconSearch size={14} />}
      data-list-search
      w={{ base: '100%', xs: 260 }}
      onChange={(event) => {
        setTyped(event.currentTarget.value)
        later(event.currentTarget.value.trim())
      }}
    />
  )
}
