import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import { ApiError } from '../../../shared/api.ts'
import { gatewayBase } from '../../../shared/base.ts'
import type { Reference } from './openapi.ts'

/** The API reference of the gateway that one talks to; of this site where that gateway publishes none. */
export const useReference = (): UseQueryResult<Reference, ApiError> =>
  useQuery<Reference, ApiError>({
    queryKey: [gatewayBase(), 'openapi.json'],
    queryFn: async ({ signal }) => {
      const own = new URL('openapi.json', location.href).href
      const base = gatewayBase()
      return base === '' ? read(own, signal) : read(`${base}/openapi.json`, signal).catch(() => read(own, signal))
    },
    staleTime: Infinity,
  })

const read = async (address: string, signal: AbortSignal): Promise<Reference> => {
  const response = await fetch(address, { signal }).catch(() => undefined)
  const body: unknown = response?.ok === true ? await response.json().catch(() => undefined) : undefined
  if (typeof body === 'object' && body !== null && 'openapi' in body && 'paths' in body) {
    // Written by scripts/openapi.ts and checked against OpenAPI's own schema in its test.
    return body as unknown as Reference
  }
  throw new ApiError(response?.status ?? 0, { error: 'The API reference could not be read', hint: address }, undefined)
}
