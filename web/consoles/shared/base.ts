/** Which gateway the page talks to: blank is the one that served it. Existing clients share the entry. */
const STORAGE_NAME = 'KAIXU_API_BASE'

export const gatewayBase = (): string => localStorage.getItem(STORAGE_NAME) ?? ''

export const saveGatewayBase = (base: string): void => {
  if (base === '') localStorage.removeItem(STORAGE_NAME)
  else localStorage.setItem(STORAGE_NAME, base)
}

/** The address of an endpoint at a base; a name that begins with a slash is an address of its own (`/v1/models`). */
export const endpointAt = (base: string, name: string): string =>
  name.startsWith('/') ? base + name : `${base}/.netlify/functions/${name}`

/** What somebody typed as a base, without a slash at the end; undefined when it is no address. */
export const parseBase = (typed: string): string | undefined => {
  const text = typed.trim().replace(/\/+$/, '')
  if (text === '') return ''
  const url = URL.parse(text)
  const isPlain = url !== null && /^https?:$/.test(url.protocol) && url.search + url.hash + url.username === ''
  return isPlain ? text : undefined
}

/** Whether a gateway answers there. Says what is wrong when none does. */
export const checkBase = async (base: string): Promise<{ ok: true } | { ok: false; problem: string }> => {
  try {
    const response = await fetch(endpointAt(base, 'health'), { signal: AbortSignal.timeout(8_000) })
    const body: unknown = await response.json()
    if (typeof body === 'object' && body !== null && 'ok' in body && 'build' in body) return { ok: true }
    return { ok: false, problem: 'Something answers there, but it is not a Kaixu gateway.' }
  } catch {
    return {
      ok: false,
      problem: `Nobody answers there, or it does not allow this page: its ALLOWED_ORIGINS has to name ${location.origin}.`,
    }
  }
}
