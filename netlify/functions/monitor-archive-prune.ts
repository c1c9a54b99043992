import type { Config } from '@netlify/functions'
import { nobody } from './_lib/http/auth.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { json } from './_lib/http/json.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { ARCHIVE_BATCH, archiveEvents } from './_lib/services/monitor-archive.ts'

const run = route({
  summary: 'Moves events whose time is over to the archive, every day',
  auth: nobody,
  handle: async ({ deps }) => {
    const { cutoff, batches, exported, deleted, lastId, keys } = await archiveEvents(deps)
    return json({
      ok: true,
      retention_days: deps.settings.monitor.retentionDays,
      cutoff,
      batch_size: ARCHIVE_BATCH,
      batches,
      exported,
      deleted,
      last_id: lastId,
      archive_keys: keys,
    })
  },
})

export const routes: Routes = { GET: run, POST: run }

export default endpoint(routes)

// A bare literal: Netlify reads the schedule from the source text.
export const config: Config = { schedule: '50 3 * * *' }
