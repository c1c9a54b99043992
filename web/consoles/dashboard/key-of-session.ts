/** The id of the key that a session was made of, as the session says; undefined: it does not. What counts is decided by the gateway. */
export const keyOfSession = (token: string): string | undefined => {
  try {
    const claims: unknown = JSON.parse(atob((token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')))
    return typeof claims === 'object' && claims !== null && 'api_key_id' in claims
      ? String(claims.api_key_id)
      : undefined
  } catch {
    return undefined
  }
}
