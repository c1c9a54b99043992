import { randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BlobStore } from '../domain/blobs.ts'

/** Blobs as files of one folder, each named after its key: for the dedicated server. */
export const createDirectoryBlobs = (directory: string): BlobStore => {
  // No key can lead out of the folder: what a path is made of is encoded.
  const fileOf = (key: string) => join(directory, `${encodeURIComponent(key).replaceAll('.', '%2E')}.txt`)
  return {
    put: async (key, text) => {
      await mkdir(directory, { recursive: true })
      const file = fileOf(key)
      // A reader sees the old text or the new one, never half of it; two writers at once each have a draft of their own.
      const draft = `${file}.${randomUUID()}`
      await writeFile(draft, text)
      await rename(draft, file)
    },
    get: async (key) => {
      try {
        return await readFile(fileOf(key), 'utf8')
      } catch (error) {
        if (isMissing(error)) return undefined
        throw error
      }
    },
    delete: (key) => rm(fileOf(key), { force: true }),
    list: async ({ prefix, after, limit }) => {
      const names = await readdir(directory).catch((error: unknown) => {
        if (isMissing(error)) return []
        throw error
      })
      const keys = names
        .filter((name) => name.endsWith('.txt'))
        .map((name) => decodeURIComponent(name.slice(0, -'.txt'.length)))
        .filter((key) => key.startsWith(prefix) && (after === undefined || key > after))
        .sort()
        .slice(0, limit + 1)
      return Promise.all(
        keys.map(async (key) => {
          const { size, mtime } = await stat(fileOf(key))
          return { key, size, updatedAt: mtime }
        }),
      )
    },
  }
}

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT'
