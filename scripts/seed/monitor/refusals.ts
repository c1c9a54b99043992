import { type ErrorCode, GatewayError } from '../../../netlify/functions/_lib/domain/errors.ts'
import { customerDisabled, unknownKey } from '../../../netlify/functions/_lib/services/spender.ts'
import { rateError, unpricedError } from '../../../netlify/functions/_lib/services/refusal.ts'

/** Why a cap refused a call that found so much left under it. */
export const capError = (leftPico: bigint): GatewayError =>
  leftPico > 0n ? REFUSALS.CAP_REACHED() : new GatewayError('CAP_REACHED', 'Monthly cap reached')

/** Undefined: the request was not read as far as that, or named a model that no provider has. */
export type AskedModel = { provider: string | undefined; model: string | undefined }

/** What the gateway refuses without a look at the caps, in its own words. */
export const REFUSALS = {
  UNAUTHORIZED: unknownKey,
  CUSTOMER_DISABLED: customerDisabled,
  RATE_LIMITED: () => tooMany('RATE_LIMITED', 'Too many requests with this key'),
  CONCURRENCY_LIMIT: () => tooMany('CONCURRENCY_LIMIT', 'Too many calls of this key are running at once'),
  UNPRICED_MODEL: ({ provider, model = '' }) =>
    provider === undefined
      ? new GatewayError('UNPRICED_MODEL', `The model ${model} has no price on this gateway`)
      : unpricedError({ provider, model }),
  MODEL_NOT_ALLOWED: ({ provider = '', model = '' }) =>
    new GatewayError('MODEL_NOT_ALLOWED', `This key may not use the model ${model} of ${provider}`),
  SEAT_LIMIT: () => new GatewayError('SEAT_LIMIT', 'All device seats of this key are taken'),
  DEVICE_REVOKED: () => new GatewayError('DEVICE_REVOKED', 'This device may no longer use the key'),
  CAP_REACHED: () => new GatewayError('CAP_REACHED', 'This call could cost more than what is left of the monthly cap'),
  BAD_REQUEST: () => new GatewayError('BAD_REQUEST', 'messages: is empty'),
} satisfies Partial<Record<ErrorCode, (asked: AskedModel) => GatewayError>>

const tooMany = (code: 'RATE_LIMITED' | 'CONCURRENCY_LIMIT', message: string): GatewayError =>
  rateError(code, message, { limit: 0, remaining: 0, resetAt: new Date() })
