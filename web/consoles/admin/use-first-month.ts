import type { OneCustomer } from '../shared/answers.ts'
import { useAnswer } from '../shared/use-answer.ts'

/** Since when a customer is one: no month before that has anything to show. Undefined until it is known. */
export const useFirstMonth = (customerId: string | undefined): string | undefined => {
  const { data } = useAnswer<OneCustomer>(
    'admin-customers',
    { customer_id: customerId },
    { enabled: customerId !== undefined && customerId !== '' },
  )
  return data?.customer.id === customerId ? data?.customer.created_at : undefined
}
