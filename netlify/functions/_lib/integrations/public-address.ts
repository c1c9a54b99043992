import { lookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'

/** The `code` of the error for a name that leads to an address of no public network. */
export const ADDRESS_REFUSED = 'ADDRESS_REFUSED'

/** Whether an IP address belongs to somebody on the internet: neither private nor local, mapped, reserved or documentation. */
export const isPublicAddress = (address: string): boolean =>
  ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast'

/** True for `127.0.0.1`, `[::1]` and the like; a name is judged when it is resolved. */
export const isRefusedLiteral = (hostname: string): boolean => {
  const address = hostname.replace(/^\[|\]$/g, '')
  return isIP(address) !== 0 && !isPublicAddress(address)
}

/**
 * Resolves names for a connection, and refuses one of whose addresses any is not public. Used by the connection itself, so that a
 * name cannot lead somewhere else after it was judged.
 */
export const publicLookup: LookupFunction = (hostname, options, done) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) {
      done(error, '', 0)
      return
    }
    const [first] = addresses
    if (first === undefined) {
      done(Object.assign(new Error('no address'), { code: 'ENOTFOUND' }), '', 0)
    } else if (!addresses.every(({ address }) => isPublicAddress(address))) {
      done(
        Object.assign(new Error('the name leads to an address that is not public'), { code: ADDRESS_REFUSED }),
        '',
        0,
      )
    } else if (options.all === true) {
      done(null, addresses)
    } else {
      done(null, first.address, first.family)
    }
  })
}
