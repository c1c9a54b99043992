import { TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useState } from 'react'

type Props = {
  label: string
  /** What is searched for as the screen opens, and whenever its address changes. */
  initial?: string | undefined
  search: (text: string) => void
}

/** The search of a list: `/` puts the cursor here, and the list follows when the typing pauses. */
export const SearchField = ({ label, initial = '', search }: Props) => {
  const [typed, setTyped] = useState(initial)
  const [asked, setAsked] = useState(initial)
  if (asked !== initial) {
    setAsked(initial)
    if (typed.trim() !== initial) setTyped(initial)
  }
  const later = useDebouncedCallback(search, 250)
  return (
    <TextInput
      aria-label={label}
      placeholder={label}
      value={typed}
      leftSection={<IconSearch size={14} />}
      maxLength={200}
      data-list-search
      w={{ base: '100%', xs: 260 }}
      onChange={(event) => {
        setTyped(event.currentTarget.value)
        later(event.currentTarget.value.trim())
      }}
    />
  )
}
