import { readdir, readFile, writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress } from 'node:zlib'

const brotli = promisify(brotliCompress)

const TEXT = new Set(['.html', '.js', '.mjs', '.css', '.svg', '.json'])

/** Below it a smaller file is no earlier there. */
const WORTHWHILE_BYTES = 1_024

/**
 * Puts a `.br` beside every text file of a site, for the gateway's own server: the best that Brotli can do takes longer than a visitor
 * would wait. Netlify compresses what it serves by itself.
 */
export const compressSite = async (directory: string): Promise<void> => {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile() && TEXT.has(extname(entry.name)))
  await Promise.all(
    files.map(async ({ parentPath, name }) => {
      const file = join(parentPath, name)
      const text = await readFile(file)
      if (text.length >= WORTHWHILE_BYTES) await writeFile(`${file}.br`, await brotli(text))
    }),
  )
}
