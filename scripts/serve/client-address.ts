import type { IncomingMessage } from 'node:http'

// An IPv4 address as a socket that listens on IPv6 sees it.
const withoutMapping = (address: string): string => address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '')

const lastHop = (forwardedFor: string | null): string => forwardedFor?.split(',').at(-1)?.trim() ?? ''

/**
 * Says in the request's headers, the way Netlify does, from where it came. What the client itself says about that is
 * dropped; only behind a proxy that is ours (TRUST_PROXY=on) its last word in x-forwarded-for counts.
 */
export const setClientAddress = (headers: Headers, incoming: IncomingMessage, trustProxy: boolean): void => {
  const forwarded = trustProxy ? lastHop(headers.get('x-forwarded-for')) : ''
  const platformHeaders = [...headers.keys()].filter((name) => name.startsWith('x-nf-'))
  for (const name of [...platformHeaders, 'x-forwarded-for', 'client-ip', 'x-real-ip']) headers.delete(name)
  headers.set('x-nf-client-connection-ip', withoutMapping(forwarded || (incoming.socket.remoteAddress ?? '')))
}
