import type { Books, Used } from './books.ts'
import { iso, type Row } from './desk.ts'

/** The running sums as the tables keep them. */
export const monthRows = (customerId: string, { months, keyMonths }: Books): { months: Row[]; keyMonths: Row[] } => ({
  months: [...months.values()].map(({ month, extraPico, overrunPico, updatedAt, ...used }) => ({
    ...{ customer_id: customerId, month, extra_pico: extraPico, overrun_pico: overrunPico, updated_at: iso(updatedAt) },
    ...sums(used),
  })),
  keyMonths: [...keyMonths.values()].map(({ month, keyId, updatedAt, ...used }) => ({
    ...{ api_key_id: keyId, customer_id: customerId, month, updated_at: iso(updatedAt) },
    ...sums(used),
  })),
})

const sums = ({ spentPico, listPico, inputTokens, outputTokens, calls }: Used) => ({
  spent_pico: spentPico,
  list_pico: listPico,
  input_tokens: inputTokens,
  output_tokens: outputTokens,
  calls,
})
