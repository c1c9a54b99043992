import type { CallOfEverybody } from '../services/calls-of-everybody.ts'
import type { Paged } from '../services/paging.ts'
import { operatorEventBody } from './usage-body.ts'

export const callsBody = ({ rows, nextCursor }: Paged<CallOfEverybody>) => ({
  calls: rows.map(({ customer_id, customer_email, month, key_label, key_last4, ...event }) => ({
    ...{ customer_id, customer_email, month, key_label, key_last4 },
    ...operatorEventBody(event),
  })),
  next_cursor: nextCursor,
})
