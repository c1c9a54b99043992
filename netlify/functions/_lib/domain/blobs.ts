/** Texts that are too large or too old for the database. Keys are paths: `jobs/<id>`. */
export type BlobStore = {
  put(key: string, text: string): Promise<void>
  /** Undefined when there is none. */
  get(key: string): Promise<string | undefined>
  /** One that is gone is as good. */
  delete(key: string): Promise<void>
  /** Keys in order, from the one after `after`; one more than `limit` when there are more. */
  list(query: { prefix: string; after: string | undefined; limit: number }): Promise<BlobItem[]>
}

/** `size` in bytes and `updatedAt` where the store tells. */
export type BlobItem = { key: string; size: number | undefined; updatedAt: Date | undefined }
