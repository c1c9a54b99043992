import type { Scope } from './scope-switch.tsx'

/** The way to a month's calls, of the account or of the key alone: whoever follows it stays with whose calls they were looking at. */
export const usageLink = (scope: Scope, filter: Readonly<Record<string, string>>): string => {
  const query = new URLSearchParams(filter)
  if (scope === 'key') query.set('scope', scope)
  return `/usage?${query.toString()}`
}
