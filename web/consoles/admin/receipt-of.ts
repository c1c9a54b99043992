import type { OperatorCalls } from '../shared/answers.ts'

type Call = Pick<OperatorCalls['calls'][number], 'id' | 'customer_id' | 'month' | 'request_id'>

/** Where the receipt of a call is: among the calls of its month, opened. */
export const receiptOf = ({ id, customer_id: customerId, month, request_id: q }: Call): string =>
  `/usage?${new URLSearchParams({ customer_id: customerId, month, q, call: id }).toString()}`
