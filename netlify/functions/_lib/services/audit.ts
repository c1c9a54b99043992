import { listAuditEvents, type AuditEvent, type AuditQuery } from '../db/audit.ts'
import type { Deps } from './deps.ts'
import { nextPage, type Paged } from './paging.ts'

export type { AuditEvent }

/** Who changed what, newest first. */
export const auditTrail = async (deps: Deps, query: AuditQuery): Promise<Paged<AuditEvent>> =>
  nextPage(await listAuditEvents(deps.db, query), query.limit, ({ id }) => id)
