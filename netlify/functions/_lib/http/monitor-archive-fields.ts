import { ARCHIVE_PREFIX } from '../services/monitor-archive.ts'
import { textField } from './fields.ts'
import { pageSize } from './report-fields.ts'

const archivePath = textField(300).refine((path) => path.startsWith(ARCHIVE_PREFIX), `is not below ${ARCHIVE_PREFIX}`)

export const archiveFields = {
  key: archivePath.optional(),
  prefix: archivePath.default(ARCHIVE_PREFIX),
  cursor: archivePath.optional().meta({ description: '`next_cursor` of the page before.' }),
  limit: pageSize(200, 2_000).transform((limit) => Math.max(10, limit)),
}

export const archiveDownload = (key: string, text: string): Response =>
  new Response(text, {
    headers: {
      'content-type': 'application/x-ndjson; charset=utf-8',
      // Of a key, only what a file name may be made of.
      'content-disposition': `attachment; filename="${key.replace(/[^\w.-]+/g, '-')}"`,
    },
  })
