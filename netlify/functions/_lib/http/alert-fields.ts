import { z } from 'zod'
import { DELIVERY_STATES } from '../services/alerts.ts'
import { numericCursor, pageSize } from './report-fields.ts'
import { searchField } from './search-field.ts'

/** What every list of messages to webhooks is asked. Newest first. */
export const deliveryFields = {
  q: searchField.meta({
    description: 'A part of what the messages tell of (`cap warn`), or the id of one (`5` or `msg_5`).',
  }),
  state: z.enum(DELIVERY_STATES, 'is neither pending, delivered nor dead').optional(),
  limit: pageSize(100, 500),
  cursor: numericCursor.optional(),
}
