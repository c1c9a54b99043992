import { Hono } from 'hono'
import type { HttpBindings } from '@hono/node-server'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { trackBackgroundWork } from '../../scripts/serve/background-work.ts'
import { startHttpServer } from '../../scripts/serve/http-server.ts'
import { shutDown } from '../../scripts/serve/shutdown.ts'

/** A gateway whose one answer streams until `untilMs` or the shutdown, and settles 100 ms after it ended. */
const start = async (untilMs: number) => {
  const events: string[] = []
  const abort = new AbortController()
  const work = trackBackgroundWork((error) => events.push(`failed: ${String(error)}`))
  const app = new Hono<{ Bindings: HttpBindings }>()
  app.get('/', () => {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        controller.enqueue(new TextEncoder().encode('first,'))
        const end = async () => {
          await sleep(untilMs, undefined, { signal: abort.signal }).catch(() => undefined)
          controller.enqueue(new TextEncoder().encode(abort.signal.aborted ? 'error' : 'last'))
          controller.close()
          await sleep(100)
          events.push('settled')
        }
        work.waitUntil(end())
      },
    })
    return new Response(body)
  })
  const server = await startHttpServer({ app, host: '127.0.0.1', port: 0 })
  const response = await fetch(`http://127.0.0.1:${server.port}`)
  const stop = (graceSeconds: number) =>
    shutDown({
      server,
      work,
      abort,
      graceSeconds,
      stopSchedule: () => events.push('schedule stopped'),
      closeDatabase: () => Promise.resolve(void events.push('database closed')),
      say: () => undefined,
    })
  return { events, response, stop, port: server.port }
}

test('a call that ends within the grace period ends as if nothing had happened', async () => {
  const { events, response, stop } = await start(200)
  const stopped = stop(5)
  expect(await response.text()).toBe('first,last')
  await stopped
  expect(events).toEqual(['schedule stopped', 'settled', 'database closed'])
})

test('a call that takes longer is told to end, and settles before the database closes', async () => {
  const { events, response, stop } = await start(60_000)
  const begun = Date.now()
  const stopped = stop(0.2)
  expect(await response.text()).toBe('first,error')
  await stopped
  expect(events).toEqual(['schedule stopped', 'settled', 'database closed'])
  expect(Date.now() - begun).toBeLessThan(3000)
})

test('new connections are refused as soon as it begins', async () => {
  const { response, stop, port } = await start(300)
  const stopped = stop(5)
  await expect(fetch(`http://127.0.0.1:${port}`, { headers: { connection: 'close' } })).rejects.toThrow()
  await response.text()
  await stopped
})
