import { GatewayError } from '../domain/errors.ts'

/**
 * What an address names behind `prefix`, decoded; empty when it names nothing. An id may have slashes, encoded or not.
 * @throws GatewayError NOT_FOUND when it is not properly encoded
 */
export const idBehind =
  (prefix: string) =>
  (request: Request): string => {
    const { pathname } = new URL(request.url)
    if (!pathname.startsWith(prefix)) return ''
    try {
      return decodeURIComponent(pathname.slice(prefix.length)).replace(/^\/+|\/+$/g, '')
    } catch {
      throw new GatewayError('NOT_FOUND', 'There is nothing at this address')
    }
  }
