import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import type { ApiError, Query } from './api.ts'
import { answerKey } from './use-answer.ts'
import { useSession } from './session.tsx'

/** An answer that is not JSON, as it came. */
export const useText = (
  name: string,
  query: Query,
  { enabled = true }: { enabled?: boolean } = {},
): UseQueryResult<string, ApiError> => {
  const { api, ended } = useSession()
  return useQuery<string, ApiError>({
    queryKey: [...answerKey(name, query), 'text'],
    queryFn: async ({ signal }) => (await api.send(name, { query, signal })).text(),
    enabled: enabled && !ended,
  })
}
