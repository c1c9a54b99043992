import { clientErrorEvent } from '../../../netlify/functions/_lib/http/client-error-body.ts'
import { buildAt } from '../call.ts'
import { instants, type Time } from '../calendar.ts'
import { callerOf } from '../caller.ts'
import { slugOf } from '../companies.ts'
import { monthAt, type Desk } from '../desk.ts'
import { requestTo } from './call-facts.ts'

type Thrown = { name: string; message: string; stack: string; route: string }

const THROWN: readonly Thrown[] = [
  {
    ...{ name: 'TypeError', message: "Cannot read properties of undefined (reading 'text')", route: '/inbox' },
    stack: 'TypeError: Cannot read properties of undefined\n    at render (app.js:120:17)\n    at update (app.js:88:5)',
  },
  {
    ...{ name: 'KaixuError', message: 'The stream gave nothing for 25 s', route: '/compose' },
    stack: 'KaixuError: The stream gave nothing for 25 s\n    at autoChat (kaixu-client.js:310:13)',
  },
  {
    ...{ name: 'QuotaExceededError', message: 'The quota has been exceeded.', route: '/settings' },
    stack: 'QuotaExceededError: The quota has been exceeded.\n    at saveDraft (app.js:402:24)',
  },
  {
    ...{ name: 'TypeError', message: 'Failed to fetch', route: '/inbox' },
    stack: 'TypeError: Failed to fetch\n    at reload (app.js:61:9)',
  },
]

/** Tells of what went wrong in the pages that a key's people work with, as the browser client reports it. */
export const tellOfClientErrors = (desk: Desk, index: number, time: Time): void => {
  const { random, profile } = desk
  const { workload } = profile.keys[index] ?? {}
  if (workload === undefined || time.to <= time.from) return
  for (const at of instants(random, time, { ...profile.rhythm, hours: workload.hours }, random.between(2, 6))) {
    const { userAgent, ipHash, installId } = callerOf(desk, index, at, monthAt(at))
    const { route, ...error } = random.pick(THROWN)
    const url = `https://app.${slugOf(profile.name)}.example${route}`
    const viewport = random.pick(['1440x900', '1280x720', '390x844'])
    desk.tell(at, {
      ...requestTo('client-error-report'),
      ...{ requestId: random.uuid(), appId: workload.app, buildId: buildAt(at) },
      ...{ userAgent, ipHash, installId: installId ?? undefined },
      ...clientErrorEvent({ client: { url, route, viewport, env: 'production' }, error }),
      ...{ level: 'error', kind: 'client_error', httpStatus: 200 },
    })
  }
}
