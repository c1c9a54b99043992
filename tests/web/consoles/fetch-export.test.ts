import { expect, test } from 'vitest'
import type { Api, ApiCall } from '../../../web/consoles/shared/api.ts'
import { fetchExport, type ExportProgress } from '../../../web/consoles/shared/fetch-export.ts'

const signal = new AbortController().signal

/** A gateway that has a file in these parts. */
const gatewayWith = (parts: readonly string[]): { api: Api; asked: unknown[] } => {
  const asked: unknown[] = []
  const send = (_: string, { query }: ApiCall = {}): Promise<Response> => {
    const part = Number(query?.['cursor'] ?? 0)
    asked.push(query?.['cursor'])
    const headers: Record<string, string> = {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="kaixu-events-2026-11.csv"',
      'x-kaixu-row-count': '2',
    }
    if (part + 1 < parts.length) headers['x-kaixu-next-cursor'] = String(part + 1)
    return Promise.resolve(new Response(parts[part], { headers }))
  }
  return { api: { send, json: () => Promise.reject(new Error('not asked')) }, asked }
}

test('parts are fetched in a row and put together as they are', async () => {
  const { api, asked } = gatewayWith(['id\n1\n2\n', '3\n4\n', '5\n6\n'])
  const seen: ExportProgress[] = []
  const file = await fetchExport(api, 'admin-export', { month: '2026-11' }, { signal, progress: (so) => seen.push(so) })
  expect(asked).toEqual([undefined, '1', '2'])
  expect(file).toMatchObject({ name: 'kaixu-events-2026-11.csv', parts: 3, rows: 6, bytes: 15 })
  expect(await file.content.text()).toBe('id\n1\n2\n3\n4\n5\n6\n')
  expect(seen.map(({ parts, rows }) => [parts, rows])).toEqual([
    [1, 2],
    [2, 4],
    [3, 6],
  ])
})

test('a cursor that leads nowhere ends it', async () => {
  const headers = { 'content-type': 'text/csv', 'x-kaixu-next-cursor': '9' }
  const send = (): Promise<Response> => Promise.resolve(new Response('x\n', { headers }))
  const api: Api = { send, json: () => Promise.reject(new Error('not asked')) }
  const file = await fetchExport(api, 'admin-export', {}, { signal, progress: () => undefined })
  expect(file.parts).toBe(2)
})

test('a name that is no plain file name is not taken', async () => {
  const headers = { 'content-type': 'text/csv', 'content-disposition': 'attachment; filename="../../evil.sh"' }
  const api: Api = {
    send: () => Promise.resolve(new Response('x\n', { headers })),
    json: () => Promise.reject(new Error('not asked')),
  }
  const file = await fetchExport(api, 'admin-export', {}, { signal, progress: () => undefined })
  expect(file.name).toBe('kaixu-export')
})

const answering = (answer: () => Response): Api => ({
  send: () => Promise.resolve(answer()),
  json: () => Promise.reject(new Error('not asked')),
})

test.each([
  ['text/html; charset=utf-8', 'csv'],
  ['application/json', 'csv'],
  ['text/csv; charset=utf-8', 'ndjson'],
  ['text/html', 'ndjson'],
])('%s is no file of %s: nothing is saved', async (type, format) => {
  const api = answering(() => new Response('<h1>Welcome to our network</h1>', { headers: { 'content-type': type } }))
  const file = fetchExport(api, 'admin-export', { format }, { signal, progress: () => undefined })
  await expect(file).rejects.toMatchObject({ name: 'ApiError', code: 'NOT_THE_GATEWAY', status: 200 })
})

test('what came before a sign-in page is not saved either', async () => {
  const { api } = gatewayWith(['id\n1\n2\n', '3\n4\n'])
  const portal = answering(() => new Response('<h1>Your time is up</h1>', { headers: { 'content-type': 'text/html' } }))
  const half: Api = {
    ...api,
    send: (name, call) => (call?.query?.['cursor'] === undefined ? api : portal).send(name, call),
  }
  const file = fetchExport(half, 'admin-export', {}, { signal, progress: () => undefined })
  await expect(file).rejects.toMatchObject({ code: 'NOT_THE_GATEWAY' })
})

test('a file that breaks off is none, and says so', async () => {
  const broken = () => new ReadableStream({ start: (controller) => controller.error(new TypeError('network error')) })
  const api = answering(() => new Response(broken(), { headers: { 'content-type': 'text/csv' } }))
  const file = fetchExport(api, 'admin-export', {}, { signal, progress: () => undefined })
  await expect(file).rejects.toMatchObject({ name: 'ApiError', message: 'The answer broke off' })
})

const announcing = (rows: string | undefined, type: string, body: string): Api =>
  answering(
    () =>
      new Response(body, {
        headers: { 'content-type': type, ...(rows === undefined ? {} : { 'x-kaixu-row-count': rows }) },
      }),
  )

const BROKEN_OFF = { name: 'ApiError', message: 'The answer broke off' }

test.each([
  ['no row', '2', 'id\n'],
  ['a row less', '2', 'id\n1\n'],
  ['half a row', '2', 'id\n1\n2'],
  ['half a text of two lines', '1', 'id,label\n1,"first\n'],
  ['half a row more than it should have', '1', 'id\n1\n2'],
  ['a row too many', '1', 'id\n1\n2\n'],
  ['nothing at all', '0', ''],
  ['half a row, of how many is not known', undefined, 'id\n1\n2'],
  ['nothing, of how much is not known', undefined, ''],
])('a table that ended well with %s is none', async (_, rows, body) => {
  const file = fetchExport(announcing(rows, 'text/csv', body), 'user-export', {}, { signal, progress: () => undefined })
  await expect(file).rejects.toMatchObject(BROKEN_OFF)
})

test('what came before a part that is not whole is not saved either', async () => {
  const { api } = gatewayWith(['id\n1\n2\n', '3\n', '5\n6\n'])
  const seen: ExportProgress[] = []
  const file = fetchExport(api, 'admin-export', {}, { signal, progress: (so) => seen.push(so) })
  await expect(file).rejects.toMatchObject(BROKEN_OFF)
  expect(seen).toHaveLength(1)
})

test.each([
  ['0', 'text/csv', 'csv', 'id\n', 0],
  ['1', 'text/csv', 'csv', 'id,label\n1,"two\nlines, and ""quotes"""\n', 1],
  ['1', 'text/csv', 'csv', '\u{feff}id\n1\n', 1],
  [undefined, 'text/csv', 'csv', 'id\n1\n2\n', 2],
  ['0', 'application/x-ndjson', 'ndjson', '', 0],
  ['2', 'application/x-ndjson', 'ndjson', '{"a":"\\""}\n{"a":1}\n', 2],
])('%s rows of %s, as %s, are whole', async (rows, type, format, body, count) => {
  const api = announcing(rows, type, body)
  const file = await fetchExport(api, 'user-export', { format }, { signal, progress: () => undefined })
  expect([file.rows, file.bytes]).toEqual([count, new TextEncoder().encode(body).length])
})

test.each([
  ['2', '{"a":1}\n'],
  ['2', '{"a":1}\n{"a":'],
  ['1', ''],
])('NDJSON that ended well before its %s rows were there is none', async (rows, body) => {
  const api = announcing(rows, 'application/x-ndjson', body)
  const file = fetchExport(api, 'user-export', { format: 'ndjson' }, { signal, progress: () => undefined })
  await expect(file).rejects.toMatchObject(BROKEN_OFF)
})

test('what is stopped while the last part is looked through is not saved', async () => {
  const stop = new AbortController()
  const body = new ReadableStream({
    start: (controller) => {
      controller.enqueue(new TextEncoder().encode('id\n1\n'))
      controller.close()
      stop.abort()
    },
  })
  const api = answering(() => new Response(body, { headers: { 'content-type': 'text/csv' } }))
  const file = fetchExport(api, 'user-export', {}, { signal: stop.signal, progress: () => undefined })
  await expect(file).rejects.toMatchObject({ name: 'AbortError' })
})
