import { z } from 'zod'
import { idField, textField } from './fields.ts'

/** A top-up by an operator, in whole cents; at most $500,000. */
const topUpCents = z.int('is not a whole number').min(1, 'is not positive').max(50_000_000, 'is more than 50000000')

/** What customers may pay at once: $1 to $5,000. */
export const userTopUpCents = z
  .int('is not a whole number')
  .min(100, 'is below 100')
  .max(500_000, 'is more than 500000')

const NOT_A_MONTH = 'is not a month (YYYY-MM)'

/** The UTC month that a top-up is for, `YYYY-MM`; null and empty are the same as none. */
export const namedMonth = z
  .union([z.literal(''), z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, NOT_A_MONTH)], NOT_A_MONTH)
  .nullish()
  .transform((month) => (month === null || month === '' ? undefined : month))
  .meta({ description: 'The UTC month that the money is for; the current one when absent.' })

/** Whether the card is kept, so that automatic top-ups may be charged to it. */
export const saveCardField = z
  .boolean('is neither true nor false')
  .nullish()
  .transform((save) => save ?? false)

/** A credit by hand. */
export const manualTopUp = z.object({ customer_id: idField, amount_cents: topUpCents, month: namedMonth })

/** Which credit by hand is taken back: the ledger has the request that made it as the entry's source. */
export const takenBackTopUp = z.object({ customer_id: idField, request_id: textField(255) })

/** A page where a customer's top-up can be paid. */
export const checkoutOrder = manualTopUp.extend({ save_card: saveCardField })
