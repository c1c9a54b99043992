import { NumberInput, type NumberInputProps } from '@mantine/core'
import { centsOf, typedDollars } from './cents.ts'
import { dollarsOfCents } from './format.ts'

type Props = Omit<
  NumberInputProps,
  'value' | 'defaultValue' | 'onChange' | 'onValueChange' | 'min' | 'max' | 'step'
> & {
  /** Where the input begins; it keeps what is typed by itself. */
  cents: number | null
  /** Null: the input is empty. */
  change: (cents: number | null) => void
}

/** An amount of dollars, in whole cents. */
export const DollarsInput = ({ cents, change, error, ...input }: Props) => (
  <NumberInput
    prefix="$"
    thousandSeparator=","
    decimalScale={2}
    allowNegative={false}
    hideControls
    inputMode="decimal"
    valueIsNumericString
    {...input}
    error={typeof error === 'string' ? inDollars(error) : error}
    defaultValue={cents === null ? '' : typedDollars(cents)}
    onValueChange={({ value }) => change(centsOf(value) ?? null)}
  />
)

/** The gateway counts in cents, also when it says what is wrong: "Is below 100". */
const inDollars = (problem: string): string => problem.replaceAll(/\b\d+\b/g, (cents) => dollarsOfCents(Number(cents)))
