import type { CapRefusal, PlainRefusal, Verdict } from '../db/calls.ts'
import { GatewayError } from '../domain/errors.ts'
import { picoToCents, picoToUsd } from '../domain/money.ts'
import { monthBody } from '../domain/month-body.ts'
import { endOfMonth } from '../domain/period.ts'
import { customerDisabled, unknownKey } from './spender.ts'

type Refused = Exclude<Verdict, { verdict: 'ADMITTED' | 'REPLAY' }>

/** The error of a refused admission: each explains itself (scope, figures, what would fit, when to come back). */
export const refusalError = (
  refusal: Refused,
  call: { provider: string; model: string },
  siteOrigin: string,
): GatewayError => (refusal.verdict === 'CAP_REACHED' ? capError(refusal, siteOrigin) : plainError(refusal, call))

const capError = (refusal: CapRefusal, siteOrigin: string): GatewayError => {
  const reason = refusal.refused_reason
  const retryAfterSeconds = reason === 'in_flight' ? 2 : undefined
  const details = capRefusalBody(refusal, siteOrigin)
  return new GatewayError('CAP_REACHED', CAP_MESSAGE[reason], {
    hint: capHint(details),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    details,
  })
}

/** What a 402 says besides its message: which cap, how far it is used, what would fit, and where to top up. */
export const capRefusalBody = (refusal: CapRefusal, siteOrigin: string) => {
  const { refused_scope: scope, refused_reason: reason, affordable_tokens: affordable } = refusal
  const cap = scope === 'customer' ? refusal.customer_cap_pico : (refusal.key_cap_pico ?? 0n)
  const spent = scope === 'customer' ? refusal.customer_spent_pico : refusal.key_spent_pico
  const held = scope === 'customer' ? refusal.customer_held_pico : refusal.key_held_pico
  return {
    reason,
    scope,
    cap_cents: picoToCents(cap),
    cap_usd: picoToUsd(cap),
    spent_cents: picoToCents(spent),
    spent_usd: picoToUsd(spent),
    held_cents: picoToCents(held),
    held_usd: picoToUsd(held),
    needed_cents: picoToCents(refusal.needed_pico),
    needed_usd: picoToUsd(refusal.needed_pico),
    ...(reason === 'too_large' ? { affordable_max_tokens: affordable ?? 0 } : {}),
    resets_at: endOfMonth(refusal.month).toISOString(),
    topup_url: `${siteOrigin}/dashboard.html#billing`,
    month: monthBody(refusal),
  }
}

const CAP_MESSAGE = {
  cap_reached: 'Monthly cap reached',
  in_flight: 'Monthly cap reached by calls that are still running',
  too_large: 'This call could cost more than what is left of the monthly cap',
} as const

/** A top-up raises the customer's cap and never a key's own. */
const capHint = ({ reason, scope, cap_cents: cap, ...would }: ReturnType<typeof capRefusalBody>): string => {
  if (reason === 'in_flight') {
    return 'Part of the money is held for running calls and comes back when they end. Try again shortly.'
  }
  if (reason === 'too_large') {
    const shorter =
      would.affordable_max_tokens === 0
        ? 'Shorten the input'
        : 'Ask for at most affordable_max_tokens, shorten the input'
    return scope === 'key'
      ? `${shorter}, or raise the key's own cap (a top-up does not raise it).`
      : `${shorter}, or top up.`
  }
  if (scope === 'customer') {
    return cap === 0
      ? 'This account may spend nothing until it is topped up or its cap is raised.'
      : 'Top up, or wait until the cap resets.'
  }
  return cap === 0
    ? 'This key may spend nothing: raise its cap.'
    : "It is the key's own cap, which a top-up does not raise: raise the key's cap, use another key, or wait until the cap resets."
}

const plainError = (
  refusal: Extract<Refused, { verdict: PlainRefusal }>,
  { provider, model }: { provider: string; model: string },
): GatewayError => {
  switch (refusal.verdict) {
    case 'UNAUTHORIZED':
      return unknownKey()
    case 'CUSTOMER_DISABLED':
      return customerDisabled()
    case 'FORBIDDEN':
      return new GatewayError('FORBIDDEN', 'A key with the role viewer cannot make calls that cost money')
    case 'PROVIDER_NOT_ALLOWED':
      return new GatewayError('PROVIDER_NOT_ALLOWED', `This key may not use the provider ${provider}`)
    case 'MODEL_NOT_ALLOWED':
      return new GatewayError('MODEL_NOT_ALLOWED', `This key may not use the model ${model} of ${provider}`)
    case 'UNPRICED_MODEL':
      return unpricedError({ provider, model })
    case 'INSTALL_ID_REQUIRED':
      return new GatewayError('INSTALL_ID_REQUIRED', 'This key needs the header x-kaixu-install-id')
    case 'DEVICE_REVOKED':
      return new GatewayError('DEVICE_REVOKED', 'This device may no longer use the key')
    case 'SEAT_LIMIT':
      return new GatewayError('SEAT_LIMIT', 'All device seats of this key are taken', {
        hint: 'Revoke a device to free a seat.',
      })
    case 'CONCURRENCY_LIMIT':
      return rateError('CONCURRENCY_LIMIT', 'Too many calls of this key are running at once', {
        limit: refusal.rate_limit ?? 0,
        remaining: 0,
        resetAt: refusal.rate_reset ?? new Date(),
      })
    case 'IDEMPOTENCY_MISMATCH':
      return new GatewayError('IDEMPOTENCY_MISMATCH', 'This Idempotency-Key was used for a different request', {
        hint: 'Send the same request again to have its answer repeated, or a new Idempotency-Key with this one.',
      })
    case 'IDEMPOTENCY_RUNNING':
      return new GatewayError('IDEMPOTENCY_RUNNING', 'A request with this Idempotency-Key is still running', {
        hint: 'Ask again shortly; its answer will be repeated.',
        retryAfterSeconds: 1,
      })
    case 'IDEMPOTENCY_LOST':
      return new GatewayError(
        'IDEMPOTENCY_LOST',
        'The answer to this Idempotency-Key was charged but could not be kept',
        {
          hint: 'Use a new Idempotency-Key to ask, and pay, again.',
          headers: { 'x-should-retry': 'false' },
        },
      )
    case 'RATE_LIMITED':
      return rateError('RATE_LIMITED', 'Too many requests with this key', {
        limit: refusal.rate_limit ?? 0,
        remaining: refusal.rate_remaining ?? 0,
        resetAt: refusal.rate_reset ?? new Date(),
      })
  }
}

export const unpricedError = ({ provider, model }: { provider: string; model: string }): GatewayError =>
  new GatewayError('UNPRICED_MODEL', `The model ${model} of ${provider} has no price on this gateway`, {
    hint: 'Check the model name; the operator prices models in pricing/pricing.json.',
    headers: { 'x-should-retry': 'false' },
  })

/** A 429 with its body, `retry-after` and the RateLimit header family (draft-ietf-httpapi-ratelimit-headers-06). */
export const rateError = (
  code: 'RATE_LIMITED' | 'CONCURRENCY_LIMIT',
  message: string,
  rate: { limit: number; remaining: number; resetAt: Date },
): GatewayError => {
  const seconds = Math.max(1, Math.ceil((rate.resetAt.getTime() - Date.now()) / 1000))
  return new GatewayError(code, message, {
    hint: `Try again in ${seconds} s.`,
    retryAfterSeconds: seconds,
    details: { ratelimit: { limit: rate.limit, remaining: rate.remaining, reset: rate.resetAt.toISOString() } },
    headers: {
      'ratelimit-limit': String(rate.limit),
      'ratelimit-remaining': String(rate.remaining),
      'ratelimit-reset': String(seconds),
    },
  })
}
