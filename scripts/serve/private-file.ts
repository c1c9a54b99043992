import { readFile, rename, writeFile } from 'node:fs/promises'

/** Reads a JSON file, or gives undefined when there is none. Throws, naming the file, when it is not JSON. */
export const readJsonFile = async (path: string): Promise<unknown> => {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
  try {
    return JSON.parse(text) as unknown
  } catch (cause) {
    throw new Error(`${path} is not valid JSON. Put it right, or restore it from a backup.`, { cause })
  }
}

/** Writes a JSON file that only its owner can read, whole or not at all. */
export const writePrivateJsonFile = async (path: string, value: unknown): Promise<void> => {
  const unfinished = `${path}.${process.pid}`
  await writeFile(unfinished, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 })
  await rename(unfinished, path)
}
