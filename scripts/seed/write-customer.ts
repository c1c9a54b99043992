import { TABLES, type Desk } from './desk.ts'
import type { Session } from './session.ts'
import { WAITING } from './write-calls.ts'

/** Everything of one customer's. */
export const writeCustomer = async (session: Session, { tables, ids, orderedMonth }: Desk): Promise<void> => {
  for (const table of TABLES) await session.insert(table === 'usage_events' ? WAITING : table, tables[table])
  // The trigger on customers has opened the books.
  await session.query(
    `update customer_books b set last_seq = l.seq, last_hash = l.hash, auto_topup_month = $2
       from ledger_entries l
      where b.customer_id = $1 and l.customer_id = $1
        and l.seq = (select max(seq) from ledger_entries where customer_id = $1)`,
    [ids.customer, orderedMonth],
  )
}
