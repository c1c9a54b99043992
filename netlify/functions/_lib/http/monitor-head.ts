import type { Deps } from '../services/deps.ts'
import type { RequestHead } from '../services/monitor-request.ts'
import { clientOf } from './client.ts'

/** What a request says of itself, for the monitor. */
export const monitorHead = (request: Request, requestId: string, deps: Deps): RequestHead => {
  const { pathname } = new URL(request.url)
  const { method } = request
  return {
    facts: { ...clientOf(request, requestId, deps), functionName: functionOf(pathname), method, path: pathname },
    traceparent: request.headers.get('traceparent') ?? undefined,
  }
}

/** The name of the function behind an address: its last part, or, of the vendors' own, the parts that are always the same. */
export const functionOf = (pathname: string): string | undefined => {
  const own = /^\/(?:\.netlify\/functions|api)\/([\w-]+)/.exec(pathname)?.[1]
  const native =
    /^\/(v1beta\/models|v1\/(?:chat\/completions|responses|embeddings|models|messages(?:\/count_tokens)?))(?![\w-])/
  return own ?? native.exec(pathname)?.[1]?.replace(/[/_]/g, '-')
}
