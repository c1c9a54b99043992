import type { Connection } from './connect.ts'

/** Asks for a job to be stopped. Nobody waits for it: at worst the job runs to its end. */
export const cancelJob = (ask: Connection, jobId: string): void => {
  ask('gateway-job-cancel', { body: JSON.stringify({ id: jobId }), keepalive: true }).catch(() => undefined)
}
