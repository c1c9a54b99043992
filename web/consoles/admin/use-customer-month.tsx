import type { ReactNode } from 'react'
import { thisMonth } from '../shared/format.ts'
import { MonthPicker } from '../shared/month-picker.tsx'
import { useAddress } from '../shared/use-address.ts'
import { CustomerPicker } from './customer-picker.tsx'
import { useChosenCustomer } from './use-chosen-customer.ts'

/** Whose month a screen is about, and the two fields where that is chosen. */
export const useCustomerMonth = (): { customerId: string | undefined; month: string; fields: ReactNode } => {
  const [address, change] = useAddress()
  const { customerId, pick } = useChosenCustomer()
  const month = address.get('month') ?? thisMonth()
  const fields = (
    <>
      <CustomerPicker data-list-search={customerId === undefined || undefined} customerId={customerId} pick={pick} />
      <MonthPicker month={month} pick={(picked) => change({ month: picked })} />
    </>
  )
  return { customerId, month, fields }
}
