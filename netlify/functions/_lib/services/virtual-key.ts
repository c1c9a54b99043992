import { createHmac, randomBytes } from 'node:crypto'

/** A virtual key: `kx_live_` and 32 random bytes as 43 base64url characters. Shown once; only its hash is stored. */
export const VIRTUAL_KEY = /^kx_live_[A-Za-z0-9_-]{43}$/

export type NewVirtualKey = { key: string; hash: string; last4: string }

export const createVirtualKey = (pepper: string): NewVirtualKey => {
  const key = `kx_live_${randomBytes(32).toString('base64url')}`
  return { key, hash: hashVirtualKey(key, pepper), last4: key.slice(-4) }
}

/** HMAC-SHA256, hex: a stolen table of hashes cannot be searched without the pepper. */
export const hashVirtualKey = (key: string, pepper: string): string =>
  createHmac('sha256', pepper).update(key).digest('hex')

/** A network address, as it may be stored. */
export const hashAddress = (address: string, pepper: string): string =>
  createHmac('sha256', pepper).update(`ip:${address}`).digest('hex')
