import { existsSync, statfsSync } from 'node:fs'
import { freemem, tmpdir } from 'node:os'

const MEMORY = '/dev/shm'
/** What the databases of a whole run grow to, several times over. */
const ROOM_BYTES = 8 * 1024 ** 3

/**
 * Where tests put what they throw away. In memory where Linux offers that and there is room: they make databases by the hundred, of
 * hundreds of files each. A TMPDIR that somebody set is kept.
 */
export const scratchDirectory = (): string => {
  if (process.env['TMPDIR'] !== undefined || !existsSync(MEMORY)) return tmpdir()
  const { bavail, bsize } = statfsSync(MEMORY)
  return Math.min(bavail * bsize, freemem()) < ROOM_BYTES ? tmpdir() : MEMORY
}
