import type { ChangedCustomer } from '../shared/answers.ts'
import { useChange } from '../shared/use-change.ts'
import type { CustomerPolicyOrder } from './orders.ts'

/** Changes what the body names of a customer. */
export const useCustomerChange = (customerId: string, done: string) =>
  useChange<CustomerPolicyOrder, ChangedCustomer>({
    run: (api, body) =>
      api.json<ChangedCustomer>('admin-customers', { method: 'PATCH', query: { customer_id: customerId }, body }),
    touches: ['admin-customers', 'admin-usage', 'admin-overview', 'admin-audit'],
    done,
  })
