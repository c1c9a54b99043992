import type { Api, Query } from './api.ts'
import { fileNameOf } from './save-file.ts'
import { wholeFile } from './whole-file.ts'

export type ExportProgress = { parts: number; rows: number; bytes: number }

export type ExportedFile = ExportProgress & { name: string; content: Blob }

/**
 * A whole export: what one answer does not hold is announced in `x-kaixu-next-cursor`, and all parts in a row are the file. Parts are
 * blobs, which a browser keeps on the disk when they are large.
 * @throws ApiError
 */
export const fetchExport = async (
  api: Api,
  name: string,
  query: Query,
  { signal, progress }: { signal: AbortSignal; progress: (so: ExportProgress) => void },
): Promise<ExportedFile> => {
  const parts: Blob[] = []
  const format = query['format'] === 'ndjson' ? 'ndjson' : 'csv'
  const sum = { parts: 0, rows: 0, bytes: 0 }
  let fileName = 'kaixu-export'
  for (let cursor: string | undefined; ;) {
    const response = await api.send(name, { query: { ...query, cursor }, signal })
    if (cursor === undefined) fileName = fileNameOf(response, fileName)
    const next = response.headers.get('x-kaixu-next-cursor') ?? undefined
    const { content, rows } = await wholeFile(response, { format, isFirst: cursor === undefined })
    // A part that is there may still be looked through.
    signal.throwIfAborted()
    parts.push(content)
    sum.parts += 1
    sum.rows += rows
    sum.bytes += content.size
    progress({ ...sum })
    // A cursor that leads nowhere would go on for ever.
    if (next === undefined || next === cursor) {
      return { ...sum, name: fileName, content: new Blob(parts, { type: parts[0]?.type ?? '' }) }
    }
    cursor = next
  }
}
