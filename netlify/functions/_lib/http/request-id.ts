import { randomUUID } from 'node:crypto'

const ACCEPTABLE = /^[A-Za-z0-9._:-]{1,128}$/

/** The client's own id for this request if it is harmless, else a new one. */
export const requestIdOf = (request: Request): string => {
  const given = request.headers.get('x-kaixu-request-id') ?? request.headers.get('x-request-id') ?? ''
  return ACCEPTABLE.test(given) ? given : randomUUID()
}
