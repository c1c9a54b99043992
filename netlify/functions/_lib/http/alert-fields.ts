import { z } from 'zod'
import { DELIVERY_STATES } from '../services/alerts.ts'
import { numericCursor, pageSize } from './report-fields.ts'

/** What every list of messages to web hooks is asked. Newest first. */
export const deliveryFields = {
  state: z.enum(DELIVERY_STATES, 'is neither pending, delivered nor dead').optional(),
  limit: pageSize(100, 500),
  cursor: numericCursor.optional(),
}
