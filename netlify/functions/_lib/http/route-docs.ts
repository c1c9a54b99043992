import type { ErrorCode } from '../domain/errors.ts'

/** Request headers that change what an endpoint does. The request id (`x-kaixu-request-id`) works everywhere. */
export type RequestHeader =
  'idempotency-key' | 'x-kaixu-install-id' | 'x-kaixu-app' | 'x-kaixu-build' | 'anthropic-version' | 'anthropic-beta'

/** What the API reference (public/openapi.json) says of a route beside what its authentication and its schemas say. */
export type RouteDocs = {
  /** One line. */
  summary: string
  /** More, in Markdown, where one line is not enough. */
  description?: string | undefined
  /** Refusals that do not follow from who may call and what is sent. */
  errors?: readonly ErrorCode[] | undefined
  headers?: readonly RequestHeader[] | undefined
  /** The addresses of a path with a wildcard, what stands there in braces; absent: those of the file's `config`. */
  addresses?: readonly string[] | undefined
  /** The vendor's own page about the request and the answer. */
  reference?: string | undefined
}

/** The documentation of an endpoint that is made into a route by one of the kinds of routes. */
export const docsOf = ({ summary, description, errors, headers, addresses, reference }: RouteDocs): RouteDocs => ({
  summary,
  description,
  errors,
  headers,
  addresses,
  reference,
})
