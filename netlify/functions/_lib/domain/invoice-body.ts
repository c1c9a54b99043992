import { creditLines } from './invoice-credits.ts'
import { invoiceNumber, type InvoiceSnapshot } from './invoice-snapshot.ts'
import { picoToCents, picoToUsd } from './money.ts'

type Money<Name extends string> = Record<`${Name}_pico` | `${Name}_usd`, string> & Record<`${Name}_cents`, number>

/** An amount in every form: exact, as the number that existing clients read, and as an exact decimal. */
export const moneyBody = <Name extends string>(name: Name, pico: bigint): Money<Name> =>
  // Exactly the three names of the type.
  ({
    [`${name}_pico`]: pico.toString(),
    [`${name}_cents`]: picoToCents(pico),
    [`${name}_usd`]: picoToUsd(pico),
  }) as Money<Name>

/** An invoice as JSON. Made from its snapshot alone, so an issued one reads the same for ever. */
export const invoiceBody = (snapshot: InvoiceSnapshot) => ({
  generated_at: snapshot.generated_at,
  number: invoiceNumber(snapshot),
  month: snapshot.month,
  revision: snapshot.revision,
  seller: snapshot.seller,
  customer: snapshot.customer,
  totals: totalsBody(snapshot),
  keys: snapshot.keys.map(({ spent_pico, ...key }) => ({ ...key, ...moneyBody('spent', spent_pico) })),
  line_items: snapshot.line_items.map(withAmount),
  plan: { plan_name: snapshot.customer.plan_name, ...moneyBody('amount', snapshot.totals.plan_fee_pico) },
  credits: creditLines(snapshot.topups).map(withAmount),
  topups: snapshot.topups,
  auto_topup: snapshot.auto_topup,
  push: snapshot.push,
})

const totalsBody = ({ totals }: InvoiceSnapshot) => ({
  ...moneyBody('cap', totals.cap_pico),
  ...moneyBody('extra', totals.extra_pico),
  ...moneyBody('spent', totals.spent_pico),
  calls: totals.calls,
  input_tokens: totals.input_tokens,
  output_tokens: totals.output_tokens,
  total_tokens: totals.input_tokens + totals.output_tokens,
  ...moneyBody('plan_fee', totals.plan_fee_pico),
  ...moneyBody('push_total', totals.push_total_pico),
  ...moneyBody('grand_total', totals.grand_total_pico),
  ...moneyBody('credits', totals.extra_pico),
  ...moneyBody('amount_due', totals.amount_due_pico),
})

const withAmount = <Line extends { amount_pico: bigint }>({ amount_pico, ...line }: Line) => ({
  ...line,
  ...moneyBody('amount', amount_pico),
})
