/** What each request of an operator that changes something does. */
const DEEDS: Readonly<Record<string, string>> = {
  'POST admin-alerts': 'Message sent again',
  'POST admin-alert-test': 'Test message sent',
  'POST admin-customers': 'Customer created',
  'PATCH admin-customers': 'Customer changed',
  'PATCH admin-devices': 'Device revoked or restored',
  'POST admin-invoices': 'Invoice issued',
  'DELETE admin-jobs': 'Job stopped',
  'POST admin-keys': 'Key created',
  'PATCH admin-keys': 'Key changed',
  'PUT admin-keys': 'Key rotated',
  'DELETE admin-keys': 'Key revoked',
  'POST admin-monitor-prune': 'Old events deleted',
  'POST admin-topup': 'Topped up by hand',
  'DELETE admin-topup': 'Top-up taken back',
  'POST stripe-create-checkout': 'Payment link made',
}

type Request = { method: string | null; function_name: string | null; path: string | null }

/** What an operator did, by the request that did it; of another version, the request itself. Undefined: it is not known. */
export const deedName = ({ method, function_name: name, path }: Request): string | undefined => {
  const request = [method, name ?? path].filter((part) => part !== null).join(' ')
  return Object.hasOwn(DEEDS, request) ? DEEDS[request] : request || undefined
}
