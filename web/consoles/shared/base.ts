import { ofSite } from './kept.ts'

/** Which gateway pages of this site talk to: blank is the one that served them. Existing clients share the entry. */
const STORAGE_NAME = 'KAIXU_API_BASE'

const storedBase = (): string => withoutSlash(ofSite.get(STORAGE_NAME) ?? '')

const withoutSlash = (text: string): string => text.trim().replace(/\/+$/, '')

/** As the page knows it: what another tab changes counts from when it can be seen here. */
let ofThisSite = storedBase()
/** The gateway that somebody is signed in at; undefined: nobody is. */
let ofSession: string | undefined
const watchers = new Set<() => void>()

/** Which gateway this page talks to. While somebody is signed in it is the one that knows them, whatever other tabs choose. */
export const gatewayBase = (): string => ofSession ?? ofThisSite

/** Which gateway is talked to by those who sign in next. */
export const siteBase = (): string => ofThisSite

const setBases = (session: string | undefined, site: string): void => {
  if (session === ofSession && site === ofThisSite) return
  ofSession = session
  ofThisSite = site
  for (const changed of watchers) changed()
}

/** Stays with one gateway, or follows the site's again. */
export const holdBase = (base: string | undefined): void => setBases(base, storedBase())

export const saveGatewayBase = (base: string): void => {
  if (base === '') ofSite.remove(STORAGE_NAME)
  else ofSite.set(STORAGE_NAME, base)
  setBases(ofSession, storedBase())
}

/** Calls `changed` when either base is another one, be it through another tab. */
export const watchBase = (changed: () => void): (() => void) => {
  const reread = (): void => setBases(ofSession, storedBase())
  watchers.add(changed)
  addEventListener('storage', reread)
  // A page that comes back with Back was told nothing meanwhile.
  addEventListener('pageshow', reread)
  return () => {
    watchers.delete(changed)
    removeEventListener('storage', reread)
    removeEventListener('pageshow', reread)
  }
}

/** A base as people read it. */
export const baseName = (base: string): string => (base === '' ? 'this site' : base.replace(/^https?:\/\//, ''))

/** The address of an endpoint at a base; a name that begins with a slash is an address of its own (`/v1/models`). */
export const endpointAt = (base: string, name: string): string =>
  name.startsWith('/') ? base + name : `${base}/.netlify/functions/${name}`

/** What somebody typed as a base, without a slash at the end; undefined when it is no address, or has more in it than one. */
export const parseBase = (typed: string): string | undefined => {
  const text = withoutSlash(typed)
  if (text === '') return ''
  const url = URL.parse(text)
  const isPlain = url !== null && /^https?:$/.test(url.protocol) && url.username + url.password === ''
  return isPlain && !/[?#]/.test(text) ? text : undefined
}

type Checked = { ok: true } | { ok: false; problem: string }

const NO_GATEWAY: Checked = { ok: false, problem: 'Something answers there, but it is not a Kaixu gateway.' }

/** Whether a gateway answers there, and is well. Says what is wrong otherwise. */
export const checkBase = async (base: string): Promise<Checked> => {
  try {
    const response = await fetch(endpointAt(base, 'health'), { signal: AbortSignal.timeout(8_000) })
    const body: unknown = await response.json().catch(() => undefined)
    if (typeof body !== 'object' || body === null || !('ok' in body)) return NO_GATEWAY
    if (response.ok && body.ok === true) return 'build' in body ? { ok: true } : NO_GATEWAY
    return { ok: false, problem: `A gateway answers there, but it is not well: its health is ${response.status}.` }
  } catch {
    return {
      ok: false,
      problem: `Nobody answers there, or it does not allow this page: its ALLOWED_ORIGINS has to name ${location.origin}.`,
    }
  }
}
