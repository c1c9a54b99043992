import type { RequestFacts } from '../../../netlify/functions/_lib/domain/monitor-event.ts'
import { functionOf } from '../../../netlify/functions/_lib/http/monitor-head.ts'
import type { Surface } from '../../../netlify/functions/_lib/services/prepared-call.ts'
import type { Caller } from '../call-rows.ts'

/** What a request for an answer says of itself. */
export type Asked = {
  requestId: string
  surface: Surface
  provider: string | undefined
  model: string | undefined
  appId: string
  buildId: string
}

/** As the monitor learns it in the course of a request. */
export const callFacts = (
  { requestId, surface, provider, model, appId, buildId }: Asked,
  { customerId, keyId, installId, userAgent, ipHash }: Caller,
): RequestFacts => ({
  ...{ requestId, provider, model, appId, buildId, userAgent, ipHash },
  ...{ customerId, apiKeyId: keyId, installId: installId ?? undefined },
  ...requestTo(pathOf(surface, model)),
})

/** `gateway-job-submit` or another function of the gateway's own by its name, or a vendor's path. */
export const requestTo = (target: string, method = 'POST'): RequestFacts => {
  const path = target.startsWith('/') ? target : `/.netlify/functions/${target}`
  return { method, path, functionName: functionOf(path) }
}

const pathOf = (surface: Surface, model = 'gemini-2.5-flash'): string => {
  switch (surface) {
    case 'chat':
    case 'stream':
      return `gateway-${surface}`
    case 'job':
      return 'gateway-job-submit'
    case 'openai-chat':
      return '/v1/chat/completions'
    case 'openai-responses':
      return '/v1/responses'
    case 'anthropic':
      return '/v1/messages'
    case 'gemini':
      return `/v1beta/models/${model}:streamGenerateContent`
    case 'embeddings':
      return '/v1/embeddings'
  }
}
