import type { RouteDocs } from './route-docs.ts'

/** What every call that costs money has in common: how admission may refuse it, and how it may fail. */
export const spending = {
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
} as const satisfies Pick<RouteDocs, 'headers' | 'errors'>
