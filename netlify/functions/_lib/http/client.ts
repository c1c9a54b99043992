import type { Deps } from '../services/deps.ts'
import type { AskingClient } from '../services/open-call.ts'
import { hashAddress } from '../services/virtual-key.ts'

/** The caller's network address, as the platform (Netlify, or the dedicated server) vouches for it. */
export const addressOf = (request: Request): string => request.headers.get('x-nf-client-connection-ip') ?? 'unknown'

/** What a call's usage event says about its client, cut to the lengths that are stored, and where it found this site. */
export const clientOf = (request: Request, requestId: string, deps: Deps): AskingClient => ({
  siteOrigin: siteOriginOf(request, deps),
  requestId,
  installId: headerText(request, 'x-kaixu-install-id', 80),
  ipHash: hashAddress(addressOf(request), deps.settings.keyPepper),
  userAgent: headerText(request, 'user-agent', 240),
  appId: headerText(request, 'x-kaixu-app', 120),
  buildId: headerText(request, 'x-kaixu-build', 120),
})

/** This site's own address, or else the one that the client used. */
export const siteOriginOf = (request: Request, { settings }: Deps): string =>
  settings.publicOrigin ?? new URL(request.url).origin

const headerText = (request: Request, name: string, maxLength: number): string | undefined => {
  const text = request.headers.get(name)?.trim().slice(0, maxLength)
  return text === '' ? undefined : text
}
