import type { AuditEvent } from '../services/audit.ts'
import type { Paged } from '../services/paging.ts'

/** A page of the audit trail. */
export const auditBody = ({ rows, nextCursor }: Paged<AuditEvent>) => ({ events: rows, next_cursor: nextCursor })
