import { Tooltip } from '@mantine/core'
import { use } from 'react'
import { dollars } from './format.ts'
import { InOpeningRow } from './row-opening.ts'

type Props = {
  usd: string | null | undefined
  /** So many after the point, always: for columns of amounts. */
  digits?: number
}

/** Dollars as one reads them, and to the last digit on hover or focus. */
export const Money = ({ usd, digits }: Props) => {
  const inOpeningRow = use(InOpeningRow)
  if (usd == null) return <span>–</span>
  const shown = dollars(usd, digits)
  // What is shown in full has nothing to add, and is no stop on the way of somebody with a keyboard.
  if (plain(shown.replace(/[$,]/g, '')) === plain(usd)) return <span>{shown}</span>
  return (
    <Tooltip label={`exactly $${usd}`}>
      <span className="kx-exact" tabIndex={inOpeningRow ? undefined : 0}>
        {shown}
      </span>
    </Tooltip>
  )
}

/** Without zeros at the end of the fraction. */
const plain = (amount: string): string => (amount.includes('.') ? amount.replace(/\.?0+$/, '') : amount)
