import { setTimeout as sleep } from 'node:timers/promises'
import type { BackgroundWork } from './background-work.ts'
import type { HttpServer } from './http-server.ts'

// How long settling may take once the calls were told to end, and how long a client may take to hear of it.
const SETTLE_SECONDS = 20
const FAREWELL_SECONDS = 2

export type ShutdownOptions = {
  server: HttpServer
  work: BackgroundWork
  stopSchedule: () => void
  /** Tells the calls in flight to end with an error frame and to settle what they have used. */
  abort: AbortController
  graceSeconds: number
  /** Closes the pool, then the database. */
  closeDatabase: () => Promise<void>
  say: (line: string) => void
}

const within = async (work: Promise<unknown>, seconds: number): Promise<boolean> =>
  Promise.race([work.then(() => true), sleep(seconds * 1000, false, { ref: false })])

/** Ends the gateway so that every call is settled: accept nothing, let calls finish, end the rest, then close the database. */
export const shutDown = async (options: ShutdownOptions): Promise<void> => {
  const { server, work, say } = options
  options.stopSchedule()
  server.close()
  const quiet = Promise.all([server.drained(), work.settled()])
  if (!(await within(quiet, options.graceSeconds))) {
    say('ending the calls that are still running …')
    options.abort.abort(new Error('The gateway is shutting down'))
    if (!(await within(work.settled(), SETTLE_SECONDS)))
      say(`${work.pending()} calls did not settle in time; the sweep resolves their holds after the next start`)
    await within(server.drained(), FAREWELL_SECONDS)
  }
  server.cut()
  await options.closeDatabase()
}
