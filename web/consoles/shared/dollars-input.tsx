import { readDollars, typedDollars, type CentsRange } from './cents.ts'
import { dollarsOfCents } from './format.ts'
import { TypedInput, type TypedInputProps } from './typed-input.tsx'

type Props = Omit<TypedInputProps, 'initial' | 'read' | 'change'> &
  CentsRange & {
    /** Where the input begins; it keeps what is typed by itself. */
    cents: number | null
    /** Null: the input is empty, or holds no such amount. */
    change: (cents: number | null) => void
  }

/** An amount of dollars, in whole cents. */
export const DollarsInput = ({ cents, change, least, most, error, ...input }: Props) => (
  <TypedInput
    inputMode="decimal"
    leftSection="$"
    leftSectionWidth={28}
    {...input}
    error={typeof error === 'string' ? inDollars(error) : error}
    initial={cents === null ? '' : typedDollars(cents)}
    read={(typed) => readDollars(typed, { least, most })}
    change={change}
  />
)

/** The gateway counts in cents, also when it says what is wrong: "Is below 100". */
const inDollars = (problem: string): string => problem.replaceAll(/\b\d+\b/g, (cents) => dollarsOfCents(Number(cents)))
