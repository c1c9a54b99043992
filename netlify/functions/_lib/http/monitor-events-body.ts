import type { EventList } from '../services/monitor-events.ts'

/** A page of what happened, and from where on there is only what is newer. */
export const monitorEventsBody = ({ rows, nextAfterId, nextCursor }: EventList) => ({
  events: rows,
  next_after_id: nextAfterId,
  next_cursor: nextCursor,
})
