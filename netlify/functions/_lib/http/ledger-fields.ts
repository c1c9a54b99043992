import { z } from 'zod'
import { LEDGER_KINDS } from '../services/ledger.ts'
import { maybeMonthField, numericCursor, pageSize } from './report-fields.ts'
import { searchField } from './search-field.ts'

/** What every ledger is asked. Oldest first, as a chain is verified; `verify=1` asks for the result of replaying it instead. */
export const ledgerFields = {
  month: maybeMonthField.meta({ description: 'A UTC month, `YYYY-MM`; all of them when absent.' }),
  kind: z.enum(LEDGER_KINDS, 'is not a kind of entry').optional(),
  q: searchField.meta({
    description: 'How the source of an entry begins, the request id of the call that made it, or its `seq`.',
  }),
  order: z.enum(['asc', 'desc'], 'is neither asc nor desc').default('asc'),
  limit: pageSize(200, 1_000),
  cursor: numericCursor.optional(),
  verify: z.enum(['0', '1', 'true', 'false'], 'is neither 0 nor 1').default('0'),
}

export const wantsVerification = (verify: '0' | '1' | 'true' | 'false'): boolean => verify === '1' || verify === 'true'
