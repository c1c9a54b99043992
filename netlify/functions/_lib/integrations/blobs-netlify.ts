import { getStore } from '@netlify/blobs'
import { z } from 'zod'
import type { BlobItem, BlobStore } from '../domain/blobs.ts'

const STORE = 'kaixu-gateway'

const metadata = z.object({ size: z.number().optional(), updatedAt: z.iso.datetime().optional() })

const maybeText = z.string().nullable()

/** Netlify Blobs. Strongly consistent: a result is read right after it was written, by another function. */
export const createNetlifyBlobs = (): BlobStore => {
  const store = getStore({ name: STORE, consistency: 'strong' })
  const itemOf = async (key: string): Promise<BlobItem> => {
    const found = await store.getMetadata(key)
    const { size, updatedAt } = metadata.parse(found?.metadata ?? {})
    return { key, size, updatedAt: updatedAt === undefined ? undefined : new Date(updatedAt) }
  }
  return {
    put: async (key, text) => {
      await store.set(key, text, {
        metadata: { size: Buffer.byteLength(text), updatedAt: new Date().toISOString() },
      })
    },
    // The package's types promise a text; there is none for a key that it does not know.
    get: async (key) => maybeText.parse(await store.get(key, { type: 'text' })) ?? undefined,
    delete: (key) => store.delete(key),
    list: async ({ prefix, after, limit }) => {
      // The store lists in the order of keys, and has no cursor of its own.
      const keys: string[] = []
      for await (const { blobs } of store.list({ prefix, paginate: true })) {
        keys.push(...blobs.map(({ key }) => key).filter((key) => after === undefined || key > after))
        if (keys.length > limit) break
      }
      return Promise.all(keys.slice(0, limit + 1).map(itemOf))
    },
  }
}
