import { hkdfSync } from 'node:crypto'
import { z } from 'zod'
import { httpUrl, integer, maybeText } from './setting-fields.ts'

export type JobSettings = {
  /** What whoever wakes the worker has to know. */
  workerSecret: string
  /** Where this gateway reaches its own functions; from the configuration, never from a request. */
  workerOrigin: string | undefined
  /** When a job's answer is cut off and settled; below the platform's 15 minutes. */
  deadlineMs: number
  /** How long a provider may take to begin, and may fall silent. */
  patienceMs: number
  /** How often the answer so far is kept. */
  flushMs: number
  /** For this long nobody else takes a job whose worker gives no sign of life. */
  leaseSeconds: number
  retentionDays: number
}

type Read = <T>(name: string, schema: z.ZodType<T, string>, fallback: T) => T

export const readJobSettings = (
  read: Read,
  { jwtSecret, publicOrigin }: { jwtSecret: string; publicOrigin: string | undefined },
): JobSettings => ({
  workerSecret: read('JOB_WORKER_SECRET', z.string().min(16, 'has to have at least 16 characters'), derived(jwtSecret)),
  workerOrigin: read('JOB_WORKER_ORIGIN', httpUrl.transform(maybeText), publicOrigin),
  deadlineMs: read('JOB_DEADLINE_MS', integer(100, 870_000), 840_000),
  patienceMs: read('JOB_PATIENCE_MS', integer(100, 300_000), 290_000),
  flushMs: read('JOB_FLUSH_MS', integer(10, 10_000), 1_000),
  leaseSeconds: read('JOB_LEASE_SECONDS', integer(1, 300), 60),
  retentionDays: read('JOB_RETENTION_DAYS', integer(1, 3_650), 7),
})

const derived = (secret: string): string =>
  Buffer.from(hkdfSync('sha256', secret, '', 'kaixu job worker', 32)).toString('base64url')
