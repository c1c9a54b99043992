import { ApiError } from './api.ts'

/** What may go away by itself is asked again; a refusal is an answer. */
export const isPassing = (error: unknown): boolean =>
  error instanceof ApiError && [0, 502, 503, 504].includes(error.status)
