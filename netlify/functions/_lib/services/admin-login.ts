import { createHash, timingSafeEqual } from 'node:crypto'
import { auditLogin, judgeLogin } from '../db/logins.ts'
import { GatewayError } from '../domain/errors.ts'
import type { Deps } from './deps.ts'
import { signAdminToken } from './sessions.ts'
import { hashAddress } from './virtual-key.ts'

/** @throws GatewayError UNAUTHORIZED, LOGIN_LOCKED */
export const adminLogin = async (deps: Deps, password: string, address: string): Promise<{ token: string }> => {
  const hashed = hashAddress(address, deps.settings.keyPepper)
  try {
    await judgeAdminPassword(deps, password, address)
  } catch (error) {
    if (error instanceof GatewayError && error.code === 'UNAUTHORIZED')
      await auditLogin(deps.db, 'ADMIN_LOGIN_FAIL', hashed)
    throw error
  }
  await auditLogin(deps.db, 'ADMIN_LOGIN_OK', hashed)
  return { token: await signAdminToken(deps.settings.jwtSecret) }
}

/**
 * Lets the right password pass. After 10 failures from an address within 15 minutes nothing passes from there, however many
 * guesses arrive at once.
 * @throws GatewayError UNAUTHORIZED, LOGIN_LOCKED
 */
export const judgeAdminPassword = async (deps: Deps, password: string, address: string): Promise<void> => {
  const matches = timingSafeEqual(digest(password), digest(deps.settings.adminPassword))
  const { verdict, retry_after_seconds } = await judgeLogin(
    deps.db,
    hashAddress(address, deps.settings.keyPepper),
    matches,
  )
  switch (verdict) {
    case 'welcome':
      return
    case 'wrong':
      throw new GatewayError('UNAUTHORIZED', 'Unauthorized', {
        hint: 'This is not the admin password: it is what the gateway has as ADMIN_PASSWORD.',
      })
    case 'locked':
      throw locked(retry_after_seconds, deps.hasUntrustedProxy())
  }
}

const locked = (seconds: number, isShared: boolean): GatewayError =>
  new GatewayError('LOGIN_LOCKED', 'Too many failed sign-ins from this address', {
    hint: `Try again in ${seconds} s.${isShared ? ` ${SHARED_ADDRESS}` : ''}`,
    retryAfterSeconds: seconds,
    details: {
      ...(isShared ? { shared_address: true } : {}),
      ratelimit: { limit: FAILURES, remaining: 0, reset: new Date(Date.now() + seconds * 1000).toISOString() },
    },
    headers: {
      'ratelimit-limit': String(FAILURES),
      'ratelimit-remaining': '0',
      'ratelimit-reset': String(seconds),
    },
  })

const SHARED_ADDRESS =
  'Everybody behind the proxy before this gateway counts as one address, as TRUST_PROXY is not set: docs/runbook.md.'

/** Within 15 minutes; the function judge_login holds to it. */
const FAILURES = 10

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
