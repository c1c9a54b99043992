import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { WebhookMessage, WebhookOutcome, WebhookSender } from '../domain/webhooks.ts'
import { ADDRESS_REFUSED, isRefusedLiteral, publicLookup } from './public-address.ts'

/** Sends messages to webhooks, each within `timeoutMs` and on a connection of its own. */
export const createWebhookSender =
  ({ timeoutMs }: { timeoutMs: number }): WebhookSender =>
  (message) =>
    send(message, AbortSignal.timeout(timeoutMs))

const send = (message: WebhookMessage, signal: AbortSignal): Promise<WebhookOutcome> =>
  new Promise((resolve) => {
    const url = new URL(message.url)
    if (message.reach === 'public' && (url.protocol !== 'https:' || isRefusedLiteral(url.hostname))) {
      resolve({ answered: false, reason: 'address_refused' })
      return
    }
    // Not fetch, which offers no say in how a name is resolved.
    const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(
      url,
      {
        method: 'POST',
        headers: { ...message.headers, 'content-length': Buffer.byteLength(message.body) },
        agent: false,
        signal,
        ...(message.reach === 'public' ? { lookup: publicLookup } : {}),
      },
      (response) => {
        resolve({ answered: true, status: response.statusCode ?? 0 })
        // Nobody reads what it says.
        response.destroy()
      },
    )
    request.on('error', (error: NodeJS.ErrnoException) => {
      const reason = signal.aborted ? 'timeout' : error.code === ADDRESS_REFUSED ? 'address_refused' : 'unreachable'
      resolve({ answered: false, reason })
    })
    request.end(message.body)
  })
