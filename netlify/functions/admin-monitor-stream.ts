import { z } from 'zod'
import { admin } from './_lib/http/auth.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { afterIdField, eventFilter, eventFilterFields } from './_lib/http/monitor-fields.ts'
import { monitorStream, resumeAfter } from './_lib/http/monitor-stream.ts'
import { route, type Routes } from './_lib/http/route.ts'

const LONGEST_SECONDS = 3_600

export const routes: Routes = {
  GET: route({
    summary: 'What happens, as server-sent events: `hello`, `event`…',
    description:
      'Ends by itself before the platform would cut it off; whoever asks again with the id of the last event (`Last-Event-ID`, or ' +
      '`after_id`) misses nothing. Without either it begins with what happens from now on. `warn`: the database is out of reach for ' +
      'the moment.',
    auth: admin,
    query: z.object({
      ...eventFilterFields,
      after_id: afterIdField.optional(),
      seconds: z
        .string()
        .regex(/^\d{1,4}$/, 'is not a number of seconds')
        .transform(Number)
        .refine((seconds) => seconds <= LONGEST_SECONDS, `is more than ${LONGEST_SECONDS}`)
        .default(LONGEST_SECONDS)
        .meta({
          type: 'integer',
          minimum: 0,
          description: 'When to end at the latest; 0: with what has happened so far.',
        }),
    }),
    handle: ({ query, request, deps, waitUntil }) => {
      const after = resumeAfter(request, query.after_id)
      return monitorStream(deps, { filter: eventFilter(query), after, seconds: query.seconds }, waitUntil)
    },
  }),
}

export default endpoint(routes)
