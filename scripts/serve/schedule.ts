import { Cron } from 'croner'
import type { RunFunction } from './app.ts'
import type { BackgroundWork } from './background-work.ts'
import type { CatalogueEntry } from './function-catalogue.ts'

type Scheduled = Extract<CatalogueEntry, { kind: 'scheduled' }>

export type ScheduleOptions = {
  catalogue: readonly CatalogueEntry[]
  run: RunFunction
  work: BackgroundWork
}

const call = async (entry: Scheduled, nextRun: Date | null, run: RunFunction): Promise<void> => {
  // The request that Netlify makes.
  const request = new Request(`http://localhost/.netlify/functions/${entry.name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ next_run: nextRun?.toISOString() }),
  })
  const response = await run(entry, request)
  await response.body?.cancel()
  if (!response.ok) throw new Error(`The scheduled function ${entry.name} answered ${response.status}`)
}

/** Starts the clock of every scheduled function (UTC; a run that takes longer than its interval is not doubled). Returns the brake. */
export const startSchedule = ({ catalogue, run, work }: ScheduleOptions): (() => void) => {
  const jobs = catalogue
    .filter((entry) => entry.kind === 'scheduled')
    .map(
      (entry) =>
        new Cron(entry.schedule, { timezone: 'UTC', protect: true, catch: true }, (self: Cron) => {
          const done = call(entry, self.nextRun(), run)
          // Failures are reported there.
          work.waitUntil(done)
          return done
        }),
    )
  return () => jobs.forEach((job) => job.stop())
}
