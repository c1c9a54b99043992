import type { ReactNode } from 'react'
import { isId } from '../shared/is-id.ts'
import { usePaging, type Paging } from '../shared/paging.ts'
import { useAddress } from '../shared/use-address.ts'
import { CustomerPicker } from './customer-picker.tsx'

type OwnedList = {
  address: ReturnType<typeof useAddress>[0]
  change: ReturnType<typeof useAddress>[1]
  customerId: string | undefined
  q: string | undefined
  paging: Paging
  /** Where somebody's are chosen; none where it is about one customer. */
  picker: ReactNode
}

/** A list of everybody, or of one customer, the `owner`. What it is narrowed to stands in the address. */
export const useOwnedList = (owner: string | undefined): OwnedList => {
  const [address, change] = useAddress()
  const named = address.get('customer_id')
  const customerId = owner ?? (isId(named) ? named : undefined)
  const picker = owner === undefined && (
    <CustomerPicker
      placeholder="Any customer"
      data-list-search={undefined}
      customerId={customerId}
      pick={(id) => change({ customer_id: id })}
    />
  )
  return {
    address,
    change,
    customerId,
    q: address.get('q') ?? undefined,
    paging: usePaging(),
    picker,
  }
}
