import { toGatewayError } from '../domain/errors.ts'
import type { Deps } from '../services/deps.ts'
import { exportEvents, type ExportScope } from '../services/export-events.ts'
import { causeFields } from '../services/log.ts'
import { BYTE_ORDER_MARK } from './byte-order-mark-field.ts'
import type { CsvRow } from './csv.ts'
import { eventRow } from './export-event-rows.ts'
import { EXPORT_FORMATS, type ExportFormat } from './export-format.ts'

export type ExportFile = {
  /** What it is called when it is saved, without the ending. */
  name: string
  format: ExportFormat
  /** Whether it says first that it is UTF-8: of tables. */
  bom: boolean
}

/** A table that is small. */
export const tableResponse = <Column extends string>(
  file: ExportFile,
  columns: readonly Column[],
  rows: readonly CsvRow<NoInfer<Column>>[],
): Response => {
  const { contentType, lines } = EXPORT_FORMATS[file.format]
  return new Response(beginningOf(file, columns) + lines(columns, rows), {
    headers: { 'content-type': contentType, ...fileHeaders(file, rows.length) },
  })
}

export type EventsAsked = {
  scope: ExportScope
  columns: readonly (keyof ReturnType<typeof eventRow>)[]
  limit: number | undefined
  cursor: string | undefined
  /** The query of this request as it was understood, to which the next one adds a cursor. */
  query: Readonly<Record<string, string | number | undefined>>
}

/**
 * Events as a stream that reads a page when the client takes one, and no more once it has left. What one response cannot hold is
 * announced before the body. A failure on the way breaks the transfer off, for a file that ended well would look whole.
 */
export const eventsResponse = async (
  { deps, request, requestId }: { deps: Deps; request: Request; requestId: string },
  file: ExportFile,
  { scope, columns, limit, cursor, query }: EventsAsked,
): Promise<Response> => {
  const { lines, weight, ...format } = EXPORT_FORMATS[file.format]
  const events = await exportEvents(deps, scope, { cursor, limit: atMost(limit, deps.settings.exportMaxRows / weight) })
  const encoder = new TextEncoder()
  const chunks = async function* () {
    try {
      if (cursor === undefined) yield encoder.encode(beginningOf(file, columns))
      for await (const page of events.pages) yield encoder.encode(lines(columns, page.map(eventRow)))
    } catch (thrown) {
      const { code, cause } = toGatewayError(thrown)
      deps.log.error('export_failed', { code, request_id: requestId, ...causeFields(cause) })
      throw thrown
    }
  }
  return new Response(ReadableStream.from(chunks()), {
    headers: {
      'content-type': cursor === undefined ? format.contentType : format.continuedContentType,
      ...fileHeaders(file, events.rowCount),
      ...nextHeaders(request, query, events.nextCursor),
    },
  })
}

const beginningOf = ({ format, bom }: ExportFile, columns: readonly string[]): string =>
  (bom ? BYTE_ORDER_MARK : '') + EXPORT_FORMATS[format].header(columns)

/** Null: all. */
const atMost = (asked: number | undefined, most: number): number | null => {
  if (most === 0) return asked ?? null
  return Math.min(asked ?? Infinity, Math.max(1, Math.floor(most)))
}

const fileHeaders = ({ name, format }: ExportFile, rowCount: number): Record<string, string> => ({
  'content-disposition': `attachment; filename="${name}.${format}"`,
  'x-kaixu-row-count': String(rowCount),
})

/** The next address is relative to this one's host, which a proxy may have changed. */
const nextHeaders = (request: Request, query: EventsAsked['query'], nextCursor: string | null) => {
  if (nextCursor === null) return {}
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value))
  search.set('cursor', nextCursor)
  return {
    'x-kaixu-next-cursor': nextCursor,
    link: `<${new URL(request.url).pathname}?${search.toString()}>; rel="next"`,
  }
}
