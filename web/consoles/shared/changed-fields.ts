/** What of a form differs from what it began with: only that is sent, so that the audit trail names what somebody changed. */
export const changedFields = <Body extends object>(before: Body, after: Body): Partial<Body> => {
  const known = new Map<string, unknown>(Object.entries(before))
  const changed = Object.entries(after).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(known.get(name)),
  )
  // The entries are some of the body's own.
  return Object.fromEntries(changed) as Partial<Body>
}
