import { databaseNow } from '../db/clock.ts'
import { toGatewayError } from '../domain/errors.ts'
import { buildOf } from './build.ts'
import type { Deps } from './deps.ts'

/** What this deployment is and whether it can work. Says which settings are missing, never what any of them is. */
export const health = async (deps: Deps) => {
  const { settings } = deps
  return {
    ok: true,
    ts: new Date().toISOString(),
    build: buildOf(settings),
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
    return { ok: true as const, now: (await databaseNow(deps.db)).toISOString() }
  } catch (thrown) {
    const { message, code, hint } = toGatewayError(thrown)
    return { ok: false as const, error: message, code, hint }
  }
}
