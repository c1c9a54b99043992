import type { UseQueryResult } from '@tanstack/react-query'
import type { Summary } from '../shared/answers.ts'
import type { ApiError } from '../shared/api.ts'
import { useAnswer } from '../shared/use-answer.ts'
import { hasRole, type Role } from './roles.ts'

/** The key that is signed in with, and where it stands in the current month, which the gateway knows. Screens are shown when it is known. */
export const useMe = (): UseQueryResult<Summary, ApiError> =>
  useAnswer<Summary>('user-summary', {}, { refreshMs: 60_000 })

export const useHasRole = (atLeast: Role): boolean => {
  const { data } = useMe()
  return data !== undefined && hasRole(data.key.role, atLeast)
}
