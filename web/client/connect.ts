import { apiBase } from './api-base.ts'
import type { ConnectionOptions } from './api-types.ts'
import { installId } from './install-id.ts'
import { KaixuError } from './kaixu-error.ts'

export type Sending = {
  /** JSON; absent: a GET. */
  body?: string
  headers?: Record<string, string>
  signal?: AbortSignal | undefined
  /** Goes out even when the page is closed meanwhile. */
  keepalive?: boolean
}

/** Asks one of the gateway's functions. Whatever it answers is an answer. @throws KaixuError network, timeout, aborted */
export type Connection = (name: string, sending?: Sending) => Promise<Response>

export const connect = (options: ConnectionOptions): Connection => {
  const base = apiBase(options.base)
  const headers: Record<string, string> = {
    'x-kaixu-install-id': options.installId ?? installId(),
    ...(options.token ? { authorization: `Bearer ${options.token}` } : {}),
    ...(options.app ? { 'x-kaixu-app': options.app } : {}),
    ...(options.build ? { 'x-kaixu-build': options.build } : {}),
    ...(options.requestId ? { 'x-kaixu-request-id': options.requestId } : {}),
  }
  return async (name, { body, headers: more = {}, signal, keepalive = false } = {}) => {
    try {
      return await fetch(`${base}/.netlify/functions/${name}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...more },
        body: body ?? null,
        signal: signal ?? null,
        keepalive,
        cache: 'no-store',
        credentials: 'omit',
      })
    } catch (cause) {
      throw connectionError(cause, signal)
    }
  }
}

/** A failed fetch, or a body that broke off: the signal's own reason when it was ended on purpose. */
export const connectionError = (cause: unknown, signal: AbortSignal | undefined): KaixuError => {
  if (signal?.aborted !== true)
    return new KaixuError('network', 'The gateway could not be reached, or the connection broke', { cause })
  const reason: unknown = signal.reason
  return reason instanceof KaixuError ? reason : aborted(reason)
}

export const aborted = (cause: unknown): KaixuError => new KaixuError('aborted', 'The call was ended', { cause })
