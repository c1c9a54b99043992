import type { BlobStore } from '../domain/blobs.ts'
import type { Deps } from './deps.ts'
import type { Settings } from './settings.ts'

type Kind = NonNullable<Settings['blobs']>

const made = new WeakMap<Kind, Promise<BlobStore>>()

/**
 * The store for large and old texts: that of `deps`, or the one of the settings, loaded on first use, so that its package is part of
 * the functions that need it and of no other. Undefined: there is none, and the database keeps everything.
 */
export const blobStore = async (deps: Deps): Promise<BlobStore | undefined> => {
  const kind = deps.settings.blobs
  if (deps.blobs !== undefined || kind === undefined) return deps.blobs
  const known = made.get(kind)
  if (known !== undefined) return known
  const store = load(kind)
  made.set(kind, store)
  return store
}

const load = async (kind: Kind): Promise<BlobStore> => {
  switch (kind.kind) {
    case 'netlify': {
      const { createNetlifyBlobs } = await import('../integrations/blobs-netlify.ts')
      return createNetlifyBlobs()
    }
    case 'directory': {
      const { createDirectoryBlobs } = await import('../integrations/blobs-directory.ts')
      return createDirectoryBlobs(kind.path)
    }
  }
}
