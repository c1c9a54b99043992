import { GatewayError } from '../domain/errors.ts'

/**
 * What names a request that is carried out once, however often it comes; undefined: nothing does.
 * @throws GatewayError BAD_REQUEST for a key that cannot be kept
 */
export const idempotencyKeyOf = (request: Request): string | undefined => {
  const key = request.headers.get('idempotency-key')
  if (key === null) return undefined
  if (/^[\x20-\x7e]{1,255}$/.test(key)) return key
  throw new GatewayError('BAD_REQUEST', 'Idempotency-Key has to have 1 to 255 plain characters')
}
