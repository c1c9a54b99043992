import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { trackBackgroundWork } from '../../scripts/serve/background-work.ts'

test('settled waits for work that other work has started, and for work that fails', async () => {
  const done: string[] = []
  const work = trackBackgroundWork((error) => done.push(String(error)))
  const outer = async () => {
    await sleep(20)
    work.waitUntil(sleep(20).then(() => done.push('inner')))
    throw new Error('outer')
  }
  work.waitUntil(outer())
  await work.settled()
  expect(done).toEqual(['Error: outer', 'inner'])
  expect(work.pending()).toBe(0)
})
