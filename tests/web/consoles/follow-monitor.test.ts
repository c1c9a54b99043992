import { describe, expect, test } from 'vitest'
import { followMonitor, type Watcher } from '../../../web/consoles/admin/screens/monitor/follow-monitor.ts'
import { ApiError, type Api, type ApiCall } from '../../../web/consoles/shared/api.ts'

/** One connection: what it sends, and whether it breaks off then. */
type Connection = { frames: string; then?: 'breaks' } | ApiError

const event = (id: number): string => `id: ${id}\nevent: event\ndata: {"id":"${id}"}\n\n`
const HELLO = 'event: hello\ndata: {"ok":true,"after_id":"7"}\n\n'

/** Follows from the event after 7 through the given connections and stops when they are used up. */
const follow = async (connections: readonly Connection[]) => {
  const asked: (string | undefined)[] = []
  const log: string[] = []
  const end = new AbortController()
  const send = (_: string, call: ApiCall = {}): Promise<Response> => {
    asked.push(String(call.query?.['after_id']))
    const connection = connections[asked.length - 1]
    if (connection === undefined) {
      end.abort()
      return Promise.reject(new DOMException('stopped', 'AbortError'))
    }
    if (connection instanceof ApiError) return Promise.reject(connection)
    return Promise.resolve(new Response(streamOf(connection)))
  }
  const watcher: Watcher = {
    see: ({ id }) => log.push(id),
    connected: () => log.push('connected'),
    interrupted: (problem) => log.push(`interrupted: ${problem ?? ''}`),
    refused: ({ code }) => log.push(`refused: ${code}`),
  }
  const api: Api = { send, json: () => Promise.reject(new Error('not asked')) }
  await followMonitor(api, { query: { level: 'error' }, after: '7', signal: end.signal, pausesMs: [0] }, watcher)
  return { asked, log }
}

const streamOf = ({ frames, then }: Exclude<Connection, ApiError>): ReadableStream =>
  new ReadableStream({
    pull(controller) {
      if (frames !== '') controller.enqueue(new TextEncoder().encode(frames))
      frames = ''
      if (then === 'breaks') controller.error(new TypeError('network error'))
      else controller.close()
    },
  })

describe('following the monitor', () => {
  test('goes on after the last event when a stream ends by itself, without a gap or a repeat', async () => {
    const { asked, log } = await follow([
      { frames: HELLO + event(8) + event(9) },
      { frames: HELLO },
      { frames: HELLO + event(10) },
    ])
    expect(asked).toEqual(['7', '9', '9', '10'])
    expect(log).toEqual(['connected', '8', '9', 'connected', 'connected', '10'])
  })

  test('says that it is interrupted when the connection breaks, and comes back', async () => {
    const { asked, log } = await follow([{ frames: HELLO + event(8), then: 'breaks' }, { frames: event(9) }])
    expect(asked).toEqual(['7', expect.stringMatching(/^[78]$/), '9'])
    expect(log).toContain('interrupted: ')
    expect(log.at(-1)).toBe('9')
  })

  test('comes back after a refusal that passes, and says what the gateway said', async () => {
    const down = new ApiError(503, { error: 'The database cannot be reached', code: 'DATABASE_UNAVAILABLE' }, undefined)
    const { log } = await follow([down, { frames: event(8) }])
    expect(log).toEqual(['interrupted: The database cannot be reached', '8'])
  })

  test('gives up where asking again would not help', async () => {
    const wrong = new ApiError(400, { error: 'app: is empty', code: 'BAD_REQUEST' }, undefined)
    const { asked, log } = await follow([wrong, { frames: event(8) }])
    expect(asked).toEqual(['7'])
    expect(log).toEqual(['refused: BAD_REQUEST'])
  })

  test('a warning of the gateway interrupts, the next event is seen all the same', async () => {
    const { log } = await follow([{ frames: 'event: warn\ndata: {"error":"x"}\n\n' + event(8) }])
    expect(log).toEqual(['interrupted: The gateway cannot reach its database at the moment', '8'])
  })
})
