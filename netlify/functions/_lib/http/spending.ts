import type { Route } from './route.ts'

/** What every call that costs money has in common: how admission may refuse it, how it may fail, and that vendors have fields of their own. */
export const spending = {
  unknownFields: 'expected',
  headers: ['idempotency-key', 'x-kaixu-install-id', 'x-kaixu-app', 'x-kaixu-build'],
  errors: [
    'INSTALL_ID_REQUIRED',
    'CAP_REACHED',
    'PROVIDER_NOT_ALLOWED',
    'MODEL_NOT_ALLOWED',
    'DEVICE_REVOKED',
    'SEAT_LIMIT',
    'UNPRICED_MODEL',
    'IDEMPOTENCY_RUNNING',
    'IDEMPOTENCY_LOST',
    'IDEMPOTENCY_MISMATCH',
    'RATE_LIMITED',
    'CONCURRENCY_LIMIT',
    'PROVIDER_NOT_CONFIGURED',
    'UPSTREAM_ERROR',
    'OUTPUT_TOO_LARGE',
    'UPSTREAM_BUSY',
    'SHUTTING_DOWN',
    'UPSTREAM_TIMEOUT',
    'DEADLINE',
  ],
} as const satisfies Pick<Route, 'headers' | 'errors' | 'unknownFields'>
