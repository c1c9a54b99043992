import type { ListedDelivery } from '../services/alerts.ts'
import type { Paged } from '../services/paging.ts'

/** A message, and apart from it how the operator knows whom it is about and where it goes. */
const parts = ({ customer_email, own_host, ...own }: ListedDelivery) => ({ own, customer_email, own_host })

/** A page of messages to webhooks, as the operator sees them. */
export const deliveriesBody = ({ rows, nextCursor }: Paged<ListedDelivery>) => ({
  deliveries: rows,
  next_cursor: nextCursor,
})

/** Where a customer's alerts go, and a page of what became of them. */
export const ownAlertsBody = (
  { url, capWarnPct }: { url: string | null; capWarnPct: number },
  { rows, nextCursor }: Paged<ListedDelivery>,
) => ({
  alert_webhook_url: url,
  /** The share of a cap, in percent, at which the first alert is sent. */
  cap_warn_pct: capWarnPct,
  deliveries: rows.map((row) => parts(row).own),
  next_cursor: nextCursor,
})

/** A test message that was written. */
export const testMessageBody = (id: string) => ({ ok: true, id })
