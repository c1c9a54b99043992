import { GatewayError } from '../domain/errors.ts'

/**
 * Refused or lost connections (also for a wrong password or database name), resources, operator intervention, failures of the
 * server itself or a proxy before it, and conflicts that passed without effect: nothing that another statement would change.
 */
const UNAVAILABLE_SQLSTATE = /^(08|28|3D|53|57|XX)|^(55P03|40001|40P01|25P03)$/

/** The SQLSTATE of a driver's error, undefined when it never reached PostgreSQL. */
export const sqlState = (error: unknown): string | undefined => {
  const code: unknown = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  // Every SQLSTATE has a digit; EPIPE, which has none, is a broken connection.
  return typeof code === 'string' && /^(?=.*\d)[0-9A-Z]{5}$/.test(code) ? code : undefined
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
  if (state !== undefined && !UNAVAILABLE_SQLSTATE.test(state)) return error
  return new GatewayError('DATABASE_UNAVAILABLE', 'The gateway cannot reach its database', {
    hint: 'Nothing was called and nothing was charged. Try again in a few seconds.',
    retryAfterSeconds: 2,
    // The driver's message may hold the connection string, so only its code goes on.
    cause: state ?? systemCode(error) ?? (error instanceof Error ? error.name : 'unknown'),
  })
}

/** ECONNREFUSED and the like. */
const systemCode = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && /^[A-Z_]+$/.test(error.code)
    ? error.code
    : undefined
