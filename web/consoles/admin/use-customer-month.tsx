import type { ReactNode } from 'react'
import { MonthPicker } from '../shared/month-picker.tsx'
import { useMonth } from '../shared/use-month.ts'
import { CustomerPicker } from './customer-picker.tsx'
import { useChosenCustomer } from './use-chosen-customer.ts'
import { useFirstMonth } from './use-first-month.ts'

/** Whose month a screen is about, and the two fields where that is chosen. */
export const useCustomerMonth = (): { customerId: string | undefined; month: string; fields: ReactNode } => {
  const { customerId, pick } = useChosenCustomer()
  const { month, pick: pickMonth } = useMonth()
  const since = useFirstMonth(customerId)
  const fields = (
    <>
      <CustomerPicker placeholder="Any customer" data-list-search={undefined} customerId={customerId} pick={pick} />
      <MonthPicker month={month} pick={pickMonth} since={since} />
    </>
  )
  return { customerId, month, fields }
}
