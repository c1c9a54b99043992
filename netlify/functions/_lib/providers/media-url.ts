import type { MediaSource } from '../domain/chat.ts'

/** The address a vendor reads the medium from: as given, or the bytes as a `data:` URL (RFC 2397). */
export const mediaUrl = (source: MediaSource): string =>
  source.kind === 'url' ? source.url : `data:${source.mediaType};base64,${source.data}`
