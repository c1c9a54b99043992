import { NumberInput, type NumberInputProps } from '@mantine/core'

type Props = Omit<NumberInputProps, 'value' | 'defaultValue' | 'onChange' | 'onValueChange' | 'max' | 'min'> & {
  /** Where the input begins; it keeps what is typed by itself. */
  value: number | null
  /** Null: the input is empty. */
  change: (value: number | null) => void
}

/** A whole number of something, or nothing. */
export const WholeInput = ({ value, change, ...input }: Props) => (
  <NumberInput
    thousandSeparator=","
    allowDecimal={false}
    hideControls
    inputMode="numeric"
    {...input}
    defaultValue={value ?? ''}
    onValueChange={({ floatValue }) => change(floatValue ?? null)}
  />
)
