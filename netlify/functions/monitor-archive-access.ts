import { z } from 'zod'
import { admin } from './_lib/http/auth.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { json } from './_lib/http/json.ts'
import { archiveDownload, archiveFields } from './_lib/http/monitor-archive-fields.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { archivedEvents, listArchive } from './_lib/services/monitor-archive.ts'

export const routes: Routes = {
  GET: route({
    summary: 'Files of archived events, by day; with `key`, one of them as NDJSON',
    errors: ['NOT_FOUND'],
    auth: admin,
    query: z.object(archiveFields),
    handle: async ({ query: { key, prefix, cursor, limit }, deps }) => {
      if (key !== undefined) return archiveDownload(key, await archivedEvents(deps, key))
      const { rows, nextCursor } = await listArchive(deps, { prefix, after: cursor, limit })
      const items = rows.map(({ key, size, updatedAt }) => ({ key, size: size ?? null, updated_at: updatedAt ?? null }))
      return json({ ok: true, prefix, limit, cursor: cursor ?? null, items, next_cursor: nextCursor })
    },
  }),
}

export default endpoint(routes)
