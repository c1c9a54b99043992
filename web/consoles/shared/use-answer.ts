import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query'
import type { ApiError, Query } from './api.ts'
import { gatewayBase } from './base.ts'
import { useSession } from './session.tsx'

/** How an endpoint's answers are remembered: by gateway, endpoint and question. */
export const answerKey = (name: string, query: Query = {}) => [gatewayBase(), name, query] as const

type Options = {
  enabled?: boolean
  /** Asks again by itself, in milliseconds. */
  refreshMs?: number
}

/** The answer of an endpoint to a GET. While another question is asked the last answer stays. */
export const useAnswer = <Answer>(
  name: string,
  query: Query = {},
  { enabled = true, refreshMs }: Options = {},
): UseQueryResult<Answer, ApiError> => {
  const { api, ended } = useSession()
  return useQuery<Answer, ApiError>({
    queryKey: answerKey(name, query),
    queryFn: ({ signal }) => api.json<Answer>(name, { query, signal }),
    placeholderData: keepPreviousData,
    // Nobody is asked for anything with a token that is no longer taken.
    enabled: enabled && !ended,
    ...(refreshMs === undefined ? {} : { refetchInterval: refreshMs }),
  })
}
