import type { Delivery } from '../services/alerts.ts'
import type { Paged } from '../services/paging.ts'

/** Where a customer's alerts go, and a page of what became of them. */
export const ownAlertsBody = (url: string | null, { rows, nextCursor }: Paged<Delivery>) => ({
  alert_webhook_url: url,
  deliveries: rows,
  next_cursor: nextCursor,
})
