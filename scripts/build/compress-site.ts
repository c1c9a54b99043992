import { readdir, readFile, writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'

const brotlied = promisify(brotliCompress)
const gzipped = promisify(gzip)

const TEXT = new Set(['.html', '.js', '.mjs', '.css', '.svg', '.json'])

/** Below it a smaller file is no earlier there. */
const WORTHWHILE_BYTES = 1_024

/**
 * Puts a `.br` and a `.gz` beside every text file of a site, for the gateway's own server: the best that both can do takes longer than a
 * visitor would wait. Browsers take Brotli through TLS only. Netlify compresses what it serves by itself.
 */
export const compressSite = async (directory: string): Promise<void> => {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile() && TEXT.has(extname(entry.name)))
  await Promise.all(
    files.map(async ({ parentPath, name }) => {
      const file = join(parentPath, name)
      const text = await readFile(file)
      if (text.length < WORTHWHILE_BYTES) return
      await writeFile(`${file}.br`, await brotlied(text))
      await writeFile(`${file}.gz`, await gzipped(text, { level: 9 }))
    }),
  )
}
