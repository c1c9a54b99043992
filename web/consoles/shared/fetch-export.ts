import { fileOf, type Api, type Query } from './api.ts'
import { fileNameOf } from './save-file.ts'

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
  const sum = { parts: 0, rows: 0, bytes: 0 }
  let fileName = 'kaixu-export'
  for (let cursor: string | undefined; ;) {
    const response = await api.send(name, { query: { ...query, cursor }, signal })
    if (cursor === undefined) fileName = fileNameOf(response, fileName)
    const next = response.headers.get('x-kaixu-next-cursor') ?? undefined
    const part = await fileOf(response, query['format'] === 'ndjson' ? 'application/x-ndjson' : 'text/csv')
    parts.push(part)
    sum.parts += 1
    sum.rows += Number(response.headers.get('x-kaixu-row-count') ?? 0)
    sum.bytes += part.size
    progress({ ...sum })
    // A cursor that leads nowhere would go on for ever.
    if (next === undefined || next === cursor) {
      return { ...sum, name: fileName, content: new Blob(parts, { type: parts[0]?.type ?? '' }) }
    }
    cursor = next
  }
}
