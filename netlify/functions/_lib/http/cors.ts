const ALLOWED_HEADERS = [
  'authorization',
  'content-type',
  'x-kaixu-install-id',
  'x-kaixu-request-id',
  'x-kaixu-app',
  'x-kaixu-build',
  'x-admin-password',
  'x-kaixu-error-token',
  'x-kaixu-mode',
  'x-content-sha1',
  'x-setup-secret',
  'x-kaixu-job-secret',
  'x-job-worker-secret',
  'idempotency-key',
  // What the vendors' SDKs send from a browser.
  'x-api-key',
  'x-goog-api-key',
  'x-goog-api-client',
  'anthropic-version',
  'anthropic-beta',
  'anthropic-dangerous-direct-browser-access',
  'openai-organization',
  'openai-project',
  'user-agent',
  'x-server-timeout',
  'x-stainless-arch',
  'x-stainless-helper',
  'x-stainless-helper-method',
  'x-stainless-lang',
  'x-stainless-os',
  'x-stainless-package-version',
  'x-stainless-retry-count',
  'x-stainless-runtime',
  'x-stainless-runtime-version',
  'x-stainless-timeout',
].join(',')

const EXPOSED_HEADERS = [
  'x-kaixu-request-id',
  'x-kaixu-model',
  'x-kaixu-cost-usd',
  'x-kaixu-remaining-usd',
  'x-kaixu-replayed',
  'x-kaixu-estimated',
  'x-request-id',
  'request-id',
  'retry-after',
  // A page that counts in months asks what time it is.
  'date',
  'ratelimit-limit',
  'ratelimit-remaining',
  'ratelimit-reset',
  // Of exports.
  'content-disposition',
  'link',
  'x-kaixu-row-count',
  'x-kaixu-next-cursor',
  'x-kaixu-ignored-fields',
  'x-kaixu-ignored-parameters',
].join(',')

/** The CORS headers of an answer. Without a configured origin there is no grant; `*` reflects any (development). */
export const corsHeaders = (origin: string | null, allowedOrigins: readonly string[]): Record<string, string> => {
  const headers: Record<string, string> = {
    'access-control-allow-headers': ALLOWED_HEADERS,
    'access-control-allow-methods': 'GET,POST,PUT,PATCH,DELETE,OPTIONS',
    'access-control-expose-headers': EXPOSED_HEADERS,
    'access-control-max-age': '86400',
  }
  if (origin !== null) headers['vary'] = 'Origin'
  if (allowedOrigins.includes('*')) headers['access-control-allow-origin'] = origin ?? '*'
  else if (origin !== null && allowedOrigins.includes(origin)) headers['access-control-allow-origin'] = origin
  return headers
}
