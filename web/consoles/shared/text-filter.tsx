import { TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useState } from 'react'

type Props = { label: string; initial?: string | undefined; w?: number; change: (text: string) => void }

/** A filter of a list that is typed; the list follows when the typing pauses. */
export const TextFilter = ({ label, initial = '', w = 170, change }: Props) => {
  const [typed, setTyped] = useState(initial)
  const later = useDebouncedCallback(change, 300)
  return (
    <TextInput
      aria-label={label}
      placeholder={label}
      value={typed}
      w={{ base: 'calc(50% - 5px)', xs: w }}
      onChange={(event) => {
        setTyped(event.currentTarget.value)
        later(event.currentTarget.value.trim())
      }}
    />
  )
}
