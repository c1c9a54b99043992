import { readWhole } from './reading.ts'
import { TypedInput, type TypedInputProps } from './typed-input.tsx'

type Props = Omit<TypedInputProps, 'initial' | 'read'> & {
  /** Where the input begins; it keeps what is typed by itself. */
  value: number | null
  least?: number
  most?: number
}

/** What the gateway takes at most for any limit. */
const MOST = 1_000_000

/** A whole number of something, or nothing. */
export const WholeInput = ({ value, least = 0, most = MOST, ...input }: Props) => (
  <TypedInput
    inputMode="numeric"
    {...input}
    initial={value === null ? '' : value.toLocaleString('en-US')}
    read={(typed) => readWhole(typed, { least, most })}
  />
)
