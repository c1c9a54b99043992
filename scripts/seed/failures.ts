import { GatewayError } from '../../netlify/functions/_lib/domain/errors.ts'
import { upstreamProblem } from '../../netlify/functions/_lib/providers/upstream-problem.ts'
import type { Ending } from './endings.ts'
import type { Random } from './random.ts'

/** A status and a body with which a vendor refuses. */
type Refusal = { status: number; body: unknown }

type Refusals = { busy: readonly Refusal[]; error: readonly Refusal[] }

const openAiError = (message: string, type: string, code: string | null) => ({
  error: { message, type, param: null, code },
})
const anthropicError = (type: string, message: string) => ({ type: 'error', error: { type, message } })
const geminiError = (code: number, status: string, message: string) => ({ error: { code, message, status } })

const OPENAI: Refusals = {
  busy: [
    {
      status: 429,
      body: openAiError(
        'Rate limit reached on tokens per min. Please try again in 1.2s.',
        'tokens',
        'rate_limit_exceeded',
      ),
    },
    {
      status: 503,
      body: openAiError('The engine is currently overloaded, please try again later', 'server_error', null),
    },
  ],
  error: [
    { status: 500, body: openAiError('The server had an error while processing your request.', 'server_error', null) },
    {
      status: 400,
      body: openAiError(
        "This model's maximum context length was exceeded. Please reduce the length of the messages.",
        'invalid_request_error',
        'context_length_exceeded',
      ),
    },
  ],
}

const REFUSALS: Readonly<Record<string, Refusals>> = {
  anthropic: {
    busy: [{ status: 529, body: anthropicError('overloaded_error', 'Overloaded') }],
    error: [
      { status: 500, body: anthropicError('api_error', 'Internal server error') },
      { status: 413, body: anthropicError('request_too_large', 'Request exceeds the maximum size') },
    ],
  },
  gemini: {
    busy: [{ status: 503, body: geminiError(503, 'UNAVAILABLE', 'The model is overloaded. Please try again later.') }],
    error: [{ status: 500, body: geminiError(500, 'INTERNAL', 'An internal error has occurred. Please retry.') }],
  },
}

/** Why a call or a job failed, in the gateway's own words; undefined when it did not. */
export const failureOf = (random: Random, { fate, outcome }: Ending, provider: string): GatewayError | undefined => {
  const refusals = REFUSALS[provider] ?? OPENAI
  switch (outcome) {
    case 'UPSTREAM_BUSY':
      return refused(random.pick(refusals.busy))
    case 'UPSTREAM_ERROR':
      if (fate === 'released') return refused(random.pick(refusals.error))
      return new GatewayError('UPSTREAM_ERROR', 'The answer of the provider broke off')
    case 'UPSTREAM_TIMEOUT':
      return new GatewayError('UPSTREAM_TIMEOUT', 'The provider did not answer in time')
    case 'DEADLINE':
      return new GatewayError('DEADLINE', 'The answer took too long and was cut off')
    case 'SHUTTING_DOWN':
      return new GatewayError('SHUTTING_DOWN', 'The gateway is restarting; the answer was cut off')
    case 'CANCELLED':
      return new GatewayError('CANCELLED', 'The job was cancelled')
    case 'WORKER_LOST':
      return new GatewayError('WORKER_LOST', 'The worker vanished; this is what it had received')
    default:
      return undefined
  }
}

const refused = ({ status, body }: Refusal): GatewayError => upstreamProblem(status, JSON.stringify(body))
