import { createHash, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { GatewayError } from '../domain/errors.ts'
import type { MonitorEvent } from '../domain/monitor-event.ts'
import { nobody } from './auth.ts'
import type { Auth } from './route.ts'

/** In characters. */
export const MAX_REPORT_LENGTH = 250_000

/** Open to everybody, unless the operator has set a token. */
export const clientErrorReporter: Auth<undefined> = {
  ...nobody,
  read: (request, deps) => {
    const expected = deps.settings.monitor.clientErrorToken
    const given = request.headers.get('x-kaixu-error-token') ?? ''
    if (expected === undefined || timingSafeEqual(digest(given), digest(expected))) return undefined
    throw new GatewayError('FORBIDDEN', 'This gateway takes reports only with its token', {
      hint: 'Send it as `x-kaixu-error-token`.',
    })
  },
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

const described = (description: string) => z.unknown().optional().meta({ description })

/** Whoever reports an error may be in trouble already, so that whatever is there is taken as it is, and cut. */
export const clientErrorBody = z
  .object({
    client: described(
      'Where it happened: `url` or `href`, `route`, `source`, `lineno`, `colno`, `user_agent`, `platform`, `language`, ' +
        '`viewport`, `feature_flags` or `flags`, `env`, `tags`, `breadcrumb`.',
    ),
    error: described('`name`, `message`, `stack`; or a text.'),
    err: described('The same, for older clients.'),
    context: described('Whatever helps.'),
    raw: described('Whatever was thrown.'),
  })
  .meta({ title: 'ClientErrorReport' })
export type ClientErrorBody = z.output<typeof clientErrorBody>

/** A report as an event, each part cut to its length. */
export const clientErrorEvent = (body: ClientErrorBody): Partial<MonitorEvent> => {
  const client = fieldsOf(body.client)
  const thrown = body.error ?? body.err
  const error = fieldsOf(thrown)
  const texts = {
    url: text(client['url'] ?? client['href'], 1_000),
    stack: text(error['stack'], 8_000),
    context: text(body.context, 4_000),
    raw: text(body.raw, 4_000),
    feature_flags: text(client['feature_flags'] ?? client['flags'], 1_000),
    ...Object.fromEntries(CLIENT_FIELDS.map((name) => [name, text(client[name], 500)])),
  }
  const userAgent = text(client['user_agent'], 240)
  return {
    errorCode: text(error['name'], 120),
    message: text(error['message'], 1_000) ?? (typeof thrown === 'object' ? undefined : text(thrown, 1_000)),
    ...(userAgent === undefined ? {} : { userAgent }),
    extra: texts,
  }
}

const CLIENT_FIELDS = [
  'route',
  'source',
  'lineno',
  'colno',
  'platform',
  'language',
  'viewport',
  'env',
  'tags',
  'breadcrumb',
]

/** An object's fields, and none of anything else. */
const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {}

const text = (value: unknown, maxLength: number): string | undefined => {
  if (value === undefined || value === null || value === '') return undefined
  return (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, maxLength)
}
