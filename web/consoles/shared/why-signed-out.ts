import type { ApiError } from './api.ts'

/** What to tell those whose token is no longer taken. A session that ran out is nothing to explain; a key that was revoked is. */
export const whySignedOut = (error: ApiError | undefined): string =>
  error === undefined || /session/i.test(error.message)
    ? 'The session has ended. Sign in to go on where you were.'
    : `${error.message}.${error.hint === undefined ? '' : ` ${error.hint}`} Sign in again to go on.`
