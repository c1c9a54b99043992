import { useEffect, useEffectEvent, useState } from 'react'
import { isId } from '../shared/is-id.ts'
import { useAddress } from '../shared/use-address.ts'

/** Whom the last screen about a customer was about. */
let last: string | undefined

/** What belongs to one customer, and means nothing for the next one. */
const OF_A_CUSTOMER = { q: undefined, api_key_id: undefined, provider: undefined, model: undefined, call: undefined }

type Chosen = {
  customerId: string | undefined
  pick: (customerId: string | undefined) => void
  /** False for the moment in which the address is still without the customer. */
  isSettled: boolean
}

/** The customer that a screen is about: the address says so, and where it says nothing at all, it is the one of the screen before. */
export const useChosenCustomer = (): Chosen => {
  const [address, change] = useAddress()
  const customer = address.get('customer_id')
  const named = isId(customer) ? customer : undefined
  const [isSettled, setSettled] = useState(address.size > 0 || last === undefined)
  const arrive = useEffectEvent(() => change({ customer_id: last }))
  useEffect(() => {
    if (isSettled) last = named
    else arrive()
    setSettled(true)
    // Only what is in the address from then on counts: clearing it is a choice too.
  }, [named, isSettled])
  return {
    customerId: isSettled ? named : last,
    pick: (customerId) => change({ ...OF_A_CUSTOMER, customer_id: customerId }),
    isSettled,
  }
}
