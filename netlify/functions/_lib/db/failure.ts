import { GatewayError } from '../domain/errors.ts'

/** Connection exceptions, resources, operator intervention, and conflicts that passed without effect. */
const TRANSIENT_SQLSTATE = /^(08|53|57)|^(55P03|40001|40P01|25P03)$/

/** The SQLSTATE of a driver's error, undefined when it never reached PostgreSQL. */
export const sqlState = (error: unknown): string | undefined => {
  const code: unknown = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined
}

export const isUniqueViolation = (error: unknown, constraint: string): boolean =>
  sqlState(error) === '23505' &&
  typeof error === 'object' &&
  error !== null &&
  'constraint' in error &&
  error.constraint === constraint

/**
 * What a driver threw, as callers should see it: 503 when the database was out of reach or too busy (fail closed,
 * nothing was metered), the error itself when a statement was wrong.
 */
export const databaseFailure = (error: unknown): unknown => {
  const state = sqlState(error)
  if (state !== undefined && !TRANSIENT_SQLSTATE.test(state)) return error
  return new GatewayError('DATABASE_UNAVAILABLE', 'The gateway cannot reach its database', {
    hint: 'Nothing was called and nothing was charged. Try again in a few seconds.',
    retryAfterSeconds: 2,
    // The driver's message may hold the connection string, so only its code goes on.
    cause: state ?? (error instanceof Error ? error.name : 'unknown'),
  })
}
