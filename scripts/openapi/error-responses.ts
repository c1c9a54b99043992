import { ERROR_STATUS, type ErrorCode } from '../../netlify/functions/_lib/domain/errors.ts'
import type { Method, Route } from '../../netlify/functions/_lib/http/route.ts'
import { ERROR_MEANINGS } from './error-meanings.ts'
import { byName } from './by-name.ts'
import { errorFormOf } from './error-schemas.ts'
import type { Recordings } from './record-answers.ts'

/** The refusals that a route may give: what follows from who may call and what is sent, and what it declares. */
export const errorCodesOf = (route: Route, method: Method): ErrorCode[] => {
  const codes = new Set<ErrorCode>(['SERVER_ERROR', ...(route.errors ?? []), ...AUTH_ERRORS[route.auth.name]])
  if (method !== 'GET') for (const code of ['BAD_JSON', 'BODY_TOO_LARGE'] as const) codes.add(code)
  if (route.body !== undefined || route.query !== undefined) codes.add('BAD_REQUEST')
  if (route.auth.role !== undefined && route.auth.role !== 'viewer') codes.add('FORBIDDEN')
  if (route.worksMisconfigured !== true) for (const code of ['CONFIG', 'DATABASE_UNAVAILABLE'] as const) codes.add(code)
  // In the order of the closed set, so that equal sets have equal names.
  return CODES.filter((code) => codes.has(code))
}

const AUTH_ERRORS: Readonly<Record<Route['auth']['name'], readonly ErrorCode[]>> = {
  nobody: [],
  admin: ['UNAUTHORIZED', 'LOGIN_LOCKED'],
  user: ['UNAUTHORIZED', 'CUSTOMER_DISABLED'],
  account: ['UNAUTHORIZED', 'CUSTOMER_DISABLED'],
  // A session where only a key will do is a bad request.
  key: ['UNAUTHORIZED', 'CUSTOMER_DISABLED', 'BAD_REQUEST'],
  worker: ['UNAUTHORIZED'],
}

// The keys of ERROR_STATUS are the codes.
const CODES = Object.keys(ERROR_STATUS) as ErrorCode[]

/** What routes share: one response for every set of codes with one status, in one form. */
export type ErrorComponents = Map<string, { form: string; codes: readonly ErrorCode[] }>

/** References to a route's refusals by status; what they refer to is added to `components`. */
export const errorResponses = (route: Route, method: Method, components: ErrorComponents): Record<string, unknown> => {
  const form = errorFormOf(route.writeError)
  const codes = errorCodesOf(route, method)
  const statuses = new Set(codes.map((code) => ERROR_STATUS[code]))
  return Object.fromEntries(
    [...statuses].map((status) => {
      const ofStatus = codes.filter((code) => ERROR_STATUS[code] === status)
      const name = `${form === 'Error' ? '' : `${form}.`}${ofStatus.join('.')}`
      components.set(name, { form, codes: ofStatus })
      return [String(status), { $ref: `#/components/responses/${name}` }]
    }),
  )
}

/** The responses that were referred to, by name. */
export const errorResponseComponents = (components: ErrorComponents, refusals: Recordings['refusals']) =>
  Object.fromEntries(
    [...components].toSorted(byName).map(([name, { form, codes }]) => {
      const recorded = codes.flatMap((code) => (form === 'Error' && refusals[code] !== undefined ? [code] : []))
      const examples = Object.fromEntries(recorded.map((code) => [code, { value: refusals[code] }]))
      return [
        name,
        {
          description: codes.map((code) => `\`${code}\`: ${ERROR_MEANINGS[code]}.`).join(' '),
          content: {
            'application/json': {
              schema: { $ref: `#/components/schemas/${form}` },
              ...(recorded.length === 0 ? {} : { examples }),
            },
          },
        },
      ]
    }),
  )
