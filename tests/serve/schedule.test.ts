import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { trackBackgroundWork } from '../../scripts/serve/background-work.ts'
import { loadCatalogue } from '../../scripts/serve/function-catalogue.ts'
import { startSchedule } from '../../scripts/serve/schedule.ts'
import { runStandIn, temporaryFolder, writeFunctions } from './stand-in.ts'

test('a scheduled function runs by the clock, never twice at once, and not after the brake', async () => {
  await using folder = await temporaryFolder()
  const runs: { method: string; nextRun: string }[] = []
  Object.assign(globalThis, { scheduleSaw: (run: (typeof runs)[number]) => runs.push(run) })
  const directory = await writeFunctions(folder.path, {
    // Every second, and each run takes longer than that.
    'sweep.ts': `export const config = { schedule: '* * * * * *' }
      export const routes = { answer: async (request: Request) => {
        scheduleSaw({ method: request.method, nextRun: (await request.json()).next_run })
        await new Promise((resolve) => setTimeout(resolve, 1500))
        return new Response(null, { status: 204 }) } }`,
  })
  const work = trackBackgroundWork((error) => expect.unreachable(String(error)))
  const stop = startSchedule({ catalogue: await loadCatalogue(directory), run: runStandIn, work })
  await sleep(2900)
  stop()
  await work.settled()
  const before = runs.length
  expect(before).toBeGreaterThanOrEqual(1)
  expect(before).toBeLessThanOrEqual(2)
  expect(runs[0]).toMatchObject({ method: 'POST', nextRun: expect.stringMatching(/^\d{4}-.*Z$/) as string })
  await sleep(1200)
  expect(runs.length).toBe(before)
})
