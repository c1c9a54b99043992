import { Empty } from '../../../shared/empty.tsx'
import { monthName } from '../../../shared/format.ts'

type Props = { isSearched: boolean; month: string | undefined; current: string }

/** Why there is none, and when there will be. */
export const NoInvoices = ({ isSearched, month, current }: Props) => {
  if (isSearched) {
    return (
      <Empty title="No invoice matches">
        Search for a part of a customer’s e-mail address, of an invoice’s number, 5-2026-10-r1, or for who issued it; or
        look in all months.
      </Empty>
    )
  }
  if (month !== undefined && month < current) {
    return (
      <Empty title={`No invoice of ${monthName(month)} was issued`}>
        {WHEN} {BY_HAND}
      </Empty>
    )
  }
  return (
    <Empty title={month === undefined ? 'No invoice was issued yet' : `${monthName(month)} has not ended`}>
      {WHEN} {BY_HAND}
    </Empty>
  )
}

const WHEN =
  'Invoices are issued by themselves on the first three days of the next month, for every customer with calls, top-ups or a plan fee.'

const BY_HAND = 'Choose a customer above to see how a month stands, or to issue its invoice by hand.'
