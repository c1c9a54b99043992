import type { z } from 'zod'
import type { customerPolicyFields } from '../../../netlify/functions/_lib/http/customer-fields.ts'
import type { deviceChangeFields } from '../../../netlify/functions/_lib/http/device-fields.ts'
import type { checkoutOrder, manualTopUp } from '../../../netlify/functions/_lib/http/topup-fields.ts'
import type { keyChange, newKey } from '../../../netlify/functions/_lib/http/operator-key-fields.ts'

/** Bodies that the operator's forms send, as the gateway's own schemas read them. */

export type CustomerPolicyOrder = z.input<z.ZodObject<typeof customerPolicyFields>>
export type NewCustomerOrder = CustomerPolicyOrder & { email: string }
export type NewKeyOrder = z.input<typeof newKey>
export type KeyChangeOrder = z.input<typeof keyChange>
export type DeviceChangeOrder = z.input<z.ZodObject<typeof deviceChangeFields>>
export type TopUpOrder = z.input<typeof manualTopUp>
export type CheckoutOrder = z.input<typeof checkoutOrder>
