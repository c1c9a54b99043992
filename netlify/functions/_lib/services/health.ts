import { createHash } from 'node:crypto'
import { databaseNow } from '../db/clock.ts'
import { BUILD } from '../domain/build.ts'
import { toGatewayError } from '../domain/errors.ts'
import type { Deps } from './deps.ts'

/** What this deployment is and whether it can work. Says which settings are missing, never what any of them is. */
export const health = async (deps: Deps) => {
  const { settings } = deps
  return {
    ok: true,
    ts: new Date().toISOString(),
    build: { ...BUILD, kaixu_system_hash: createHash('sha256').update(settings.canon).digest('hex') },
    env: {
      hasDbUrl: settings.databaseUrl !== '',
      hasJwtSecret: settings.jwtSecret !== '',
      hasAdminPassword: settings.adminPassword !== '',
      hasKeyPepper: settings.keyPepper !== '',
      hasEngineCredentials: deps.providers.all().some(({ configured }) => configured),
      problems: settings.problems,
    },
    db: await databaseHealth(deps),
  }
}

const databaseHealth = async (deps: Deps) => {
  try {
    return { ok: true, now: (await databaseNow(deps.db)).toISOString() }
  } catch (thrown) {
    const { message, code, hint } = toGatewayError(thrown)
    return { ok: false, error: message, code, ...(hint === undefined ? {} : { hint }) }
  }
}
