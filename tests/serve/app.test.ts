import { once } from 'node:events'
import { IncomingMessage, request as nodeRequest } from 'node:http'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { compressSite } from '../../scripts/build/compress-site.ts'
import { createApp } from '../../scripts/serve/app.ts'
import { trackBackgroundWork } from '../../scripts/serve/background-work.ts'
import { loadCatalogue } from '../../scripts/serve/function-catalogue.ts'
import { startHttpServer, type HttpServer } from '../../scripts/serve/http-server.ts'
import { watchForProxy } from '../../scripts/serve/watch-for-proxy.ts'
import { runStandIn, temporaryFolder, writeFunctions } from './stand-in.ts'

const seen: unknown[] = []
Object.assign(globalThis, { standInSaw: (value: unknown) => seen.push(value) })

const FUNCTIONS = {
  'echo.ts': `export const routes = { answer: async (request: Request) => Response.json({
    method: request.method, url: request.url, headers: Object.fromEntries(request.headers), body: await request.text() }) }`,
  'models.ts': `export const config = { path: '/v1/models' }
    export const routes = { answer: async () => new Response('models') }`,
  'sweep.ts': `export const config = { schedule: '* * * * *' }
    export const routes = { answer: async () => new Response('swept') }`,
  'job-background.ts': `export const routes = { answer: async (request: Request) => {
    const body = await request.text()
    await new Promise((resolve) => setTimeout(resolve, 50))
    standInSaw({ job: body })
    return new Response(null) } }`,
  'slow.ts': `export const routes = { answer: async () => {
    const encoder = new TextEncoder()
    return new Response(new ReadableStream({ async start(controller) {
      controller.enqueue(encoder.encode('one'))
      await new Promise((resolve) => setTimeout(resolve, 300))
      standInSaw('slow went on')
      try { controller.enqueue(encoder.encode('two')); controller.close() } catch {}
    } })) } }`,
  'events.ts': `export const routes = { answer: async () =>
    new Response('data: ' + 'a'.repeat(5_000), { headers: { 'content-type': 'text/event-stream' } }) }`,
  'empty.ts': `export const routes = { answer: async () => new Response(null, { status: 204 }) }`,
  'broken.ts': `export const routes = { answer: async () => { throw new Error('secret detail') } }`,
}

let server: HttpServer
let proxied: HttpServer
let base: string
const folder = await temporaryFolder()
const problems: unknown[] = []
const looked: (string | null)[] = []
const work = trackBackgroundWork((error) => problems.push(error))

beforeAll(async () => {
  const staticDirectory = join(folder.path, 'site')
  await mkdir(join(staticDirectory, 'assets'), { recursive: true })
  await writeFile(join(staticDirectory, 'index.html'), '<h1>home</h1>')
  await writeFile(join(staticDirectory, 'assets', 'a.js'), 'a')
  await writeFile(join(staticDirectory, '404.html'), '<h1>lost</h1>')
  await writeFile(join(staticDirectory, '.secret'), 'no')
  await writeFile(
    join(staticDirectory, '_headers'),
    '# all\n/*\n  X-Frame-Options: DENY\n\n/assets/*\n  Cache-Control: max-age=60\n',
  )
  const catalogue = await loadCatalogue(await writeFunctions(folder.path, FUNCTIONS))
  const options = { catalogue, run: runStandIn, work, staticDirectory }
  const look = (headers: Headers) => void looked.push(headers.get('x-forwarded-for'))
  const app = createApp({ ...options, trustProxy: false, look })
  server = await startHttpServer({ app, host: '127.0.0.1', port: 0 })
  proxied = await startHttpServer({ app: createApp({ ...options, trustProxy: true }), host: '127.0.0.1', port: 0 })
  base = `http://127.0.0.1:${server.port}`
})

afterAll(async () => {
  for (const running of [server, proxied]) {
    running.close()
    running.cut()
  }
  await folder[Symbol.asyncDispose]()
})

type Echo = { method: string; url: string; headers: Record<string, string>; body: string }

const echo = async (port: number, init?: RequestInit): Promise<Echo> => {
  const response = await fetch(`http://127.0.0.1:${port}/.netlify/functions/echo?a=1`, init)
  // The stand-in function above answers in this shape.
  return (await response.json()) as Echo
}

describe('functions', () => {
  test('answer at their Netlify address with method, query, headers and body intact', async () => {
    const answer = await echo(server.port, { method: 'PUT', body: 'é'.repeat(70_000), headers: { 'x-kaixu-app': 'x' } })
    expect(answer).toMatchObject({ method: 'PUT', body: 'é'.repeat(70_000) })
    expect(answer.url).toBe(`${base}/.netlify/functions/echo?a=1`)
    expect(answer.headers['x-kaixu-app']).toBe('x')
  })

  test('with a path of their own answer there and nowhere else', async () => {
    expect(await (await fetch(`${base}/v1/models`)).text()).toBe('models')
    expect((await fetch(`${base}/.netlify/functions/models`)).status).toBe(404)
  })

  test('on a schedule cannot be called by URL', async () => {
    expect((await fetch(`${base}/.netlify/functions/sweep`, { method: 'POST' })).status).toBe(404)
  })

  test('answer with a slash at the end as well', async () => {
    expect((await fetch(`${base}/.netlify/functions/empty/`)).status).toBe(204)
  })

  test('that answer 204 do so with no body', async () => {
    const response = await fetch(`${base}/.netlify/functions/empty`)
    expect([response.status, await response.text()]).toEqual([204, ''])
  })

  test('that throw tell the client nothing of it', async () => {
    const response = await fetch(`${base}/.netlify/functions/broken`)
    expect(response.status).toBe(500)
    expect(await response.text()).not.toContain('secret')
    expect(problems.map(String)).toContain('Error: secret detail')
  })

  test('unknown: 404', async () => {
    expect((await fetch(`${base}/.netlify/functions/_lib`)).status).toBe(404)
    expect((await fetch(`${base}/.netlify/functions/nothing`)).status).toBe(404)
  })
})

describe('background functions', () => {
  test('answer 202 with no body at once, then run with the whole request', async () => {
    const response = await fetch(`${base}/.netlify/functions/job-background`, { method: 'POST', body: '{"id":1}' })
    expect([response.status, await response.text()]).toEqual([202, ''])
    expect(seen).not.toContainEqual({ job: '{"id":1}' })
    await work.settled()
    expect(seen).toContainEqual({ job: '{"id":1}' })
  })

  test('take no more than the 256 KB that Netlify takes', async () => {
    const response = await fetch(`${base}/.netlify/functions/job-background`, {
      method: 'POST',
      body: 'x'.repeat(262_145),
    })
    expect(response.status).toBe(413)
  })
})

describe('a proxy that nobody has told of', () => {
  const watched = (trustProxy: boolean | undefined) => {
    let told = 0
    const watch = watchForProxy(trustProxy, () => (told += 1))
    return {
      after: (headers: Record<string, string>) => {
        watch.look(new Headers(headers))
        return { told, seen: watch.wasSeen() }
      },
    }
  }

  test.each(['x-forwarded-for', 'forwarded'])('is noticed by %s, and told of once', (name) => {
    const { after } = watched(undefined)
    expect(after({ 'user-agent': 'x' })).toEqual({ told: 0, seen: false })
    expect(after({ [name]: 'for=192.0.2.1' })).toEqual({ told: 1, seen: true })
    expect(after({ [name]: 'for=192.0.2.2' })).toEqual({ told: 1, seen: true })
    expect(after({})).toEqual({ told: 1, seen: true })
  })

  test.each([true, false])('is nothing to tell of where somebody has said: TRUST_PROXY %s', (trustProxy) => {
    expect(watched(trustProxy).after({ 'x-forwarded-for': '192.0.2.1' })).toEqual({ told: 0, seen: false })
  })

  test('is looked for in the headers as they came', async () => {
    looked.length = 0
    await echo(server.port, { headers: { 'x-forwarded-for': '192.0.2.1' } })
    expect(looked).toEqual(['192.0.2.1'])
  })
})

describe('the client address', () => {
  const forged = { 'x-nf-client-connection-ip': '6.6.6.6', 'x-forwarded-for': '1.1.1.1, 2.2.2.2', 'x-nf-geo': 'e30=' }

  test('is the address of the connection, whatever the client says', async () => {
    const { headers } = await echo(server.port, { headers: forged })
    expect(headers['x-nf-client-connection-ip']).toBe('127.0.0.1')
    expect(headers).not.toHaveProperty('x-forwarded-for')
    expect(headers).not.toHaveProperty('x-nf-geo')
  })

  test('is the last hop of x-forwarded-for behind a proxy that is trusted', async () => {
    expect((await echo(proxied.port, { headers: forged })).headers['x-nf-client-connection-ip']).toBe('2.2.2.2')
    expect((await echo(proxied.port)).headers['x-nf-client-connection-ip']).toBe('127.0.0.1')
  })
})

test('a client that leaves does not stop the work', async () => {
  const leaving = nodeRequest(`${base}/.netlify/functions/slow`)
  leaving.on('error', () => undefined)
  await new Promise<void>((resolve) => {
    leaving.on('response', (response) => response.once('data', () => resolve()))
    leaving.end()
  })
  leaving.destroy()
  await sleep(500)
  expect(seen).toContain('slow went on')
})

describe('an address where there is nothing', () => {
  const ask = (path: string, init?: RequestInit) => fetch(base + path, { redirect: 'manual', ...init })
  const own = z.object({ error: z.string(), code: z.literal('NOT_FOUND'), hint: z.string(), request_id: z.string() })

  test.each(['/.netlify/functions/nothing', '/api/nothing', '/missing', '/.netlify/functions/_lib'])(
    '404: %s, in the words of all errors',
    async (path) => {
      const response = await ask(path, { headers: { 'x-kaixu-request-id': 'mine' } })
      expect(response.status).toBe(404)
      expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
      expect(response.headers.get('x-kaixu-request-id')).toBe('mine')
      expect(own.parse(await response.json())).toMatchObject({ request_id: 'mine' })
    },
  )

  test.each([
    [
      '/v1/chat/completion',
      (body: unknown) => z.object({ error: z.object({ kaixu: own.omit({ error: true }) }) }).parse(body),
    ],
    ['/v1', (body: unknown) => z.object({ error: z.object({ kaixu: own.omit({ error: true }) }) }).parse(body)],
    ['/v1/v1/messages', (body: unknown) => z.object({ type: z.literal('error'), request_id: z.string() }).parse(body)],
    [
      '/v1beta/nothing',
      (body: unknown) => z.object({ error: z.object({ status: z.literal('NOT_FOUND') }) }).parse(body),
    ],
  ])('404: %s, in the envelope of its vendor, also for a browser', async (path, read) => {
    for (const accept of ['*/*', 'text/html']) {
      const response = await ask(path, { method: 'POST', body: '{}', headers: { accept } })
      expect(response.status).toBe(404)
      expect(read(await response.json())).toBeTruthy()
    }
  })

  test.each([
    ['/models', '/v1/models'],
    ['/openai/v1/models', '/v1/models'],
    ['/v1/v1/models', '/v1/models'],
    ['/.netlify/functions/models', '/v1/models'],
    ['/.netlify/functions/echos', '/.netlify/functions/echo'],
    ['/api/echo', '/.netlify/functions/echo'],
  ])('says which address may have been meant by %s', async (path, meant) => {
    expect(await (await ask(path)).text()).toContain(`Did you mean ${base}${meant}? `)
  })

  test('names the base URLs where there is no such address', async () => {
    expect(own.parse(await (await ask('/openai')).json()).hint).toMatch(/^The base URL ends in \/v1 /)
    expect(own.parse(await (await ask('/.netlify/functions/zzz')).json()).hint).toMatch(/^Functions are at /)
  })

  test('404: shows the page of the site to whoever looks with a browser, with its headers', async () => {
    const response = await ask('/missing', { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } })
    expect([response.status, await response.text()]).toEqual([404, '<h1>lost</h1>'])
    expect(response.headers.get('x-frame-options')).toBe('DENY')
    expect(response.headers.get('content-type')).toContain('text/html')
  })
})

test.each([
  ['/dashboard', '/dashboard.html'],
  ['/dashboard/', '/dashboard.html'],
  ['/dashboard?billing=success', '/dashboard.html?billing=success'],
  ['/favicon.ico', '/icon.svg'],
])('%s leads to %s', async (path, to) => {
  const response = await fetch(base + path, { redirect: 'manual' })
  expect([response.status, response.headers.get('location')]).toEqual([302, to])
})

/** Without what fetch does about caches by itself. */
const nodeFetch = async (address: string, headers: Record<string, string>) => {
  const sent = nodeRequest(address, { headers })
  sent.end()
  const [response] = z.tuple([z.instanceof(IncomingMessage)]).parse(await once(sent, 'response'))
  return { status: response.statusCode, headers: response.headers, body: await text(response) }
}

const encodingOf = async (path: string, accepted: string, method = 'GET') =>
  (await fetch(base + path, { method, headers: { 'accept-encoding': accepted } })).headers.get('content-encoding')

test('reports of functions are compressed for those who take it; what is paid for, and streams, never', async () => {
  const path = `/.netlify/functions/echo?a=${'a'.repeat(5_000)}`
  expect(await encodingOf(path, 'gzip')).toBe('gzip')
  expect(await encodingOf(path, 'identity')).toBe(null)
  expect(await encodingOf(path, 'gzip', 'POST')).toBe(null)
  expect(await encodingOf('/.netlify/functions/events', 'gzip')).toBe(null)
})

describe('static files', () => {
  test('are served with the headers of _headers', async () => {
    const home = await fetch(base)
    expect(await home.text()).toBe('<h1>home</h1>')
    expect(home.headers.get('x-frame-options')).toBe('DENY')
    expect(home.headers.get('content-type')).toContain('text/html')
    const script = await fetch(`${base}/assets/a.js`)
    expect(script.headers.get('cache-control')).toBe('max-age=60')
  })

  test('are asked about each time, unless a rule says otherwise, and not sent again while they are the same', async () => {
    const home = await fetch(base, { headers: { 'accept-encoding': 'identity' } })
    expect(home.headers.get('cache-control')).toBe('public, max-age=0, must-revalidate')
    const known = { 'if-none-match': home.headers.get('etag') ?? '', 'accept-encoding': 'identity' }
    const again = await nodeFetch(base, known)
    expect([again.status, again.body]).toEqual([304, ''])
    expect(again.headers).toMatchObject({
      'cache-control': 'public, max-age=0, must-revalidate',
      etag: known['if-none-match'],
    })
    await writeFile(join(folder.path, 'site', 'index.html'), '<h1>new</h1>')
    expect(await nodeFetch(base, known)).toMatchObject({ status: 200, body: '<h1>new</h1>' })
    await writeFile(join(folder.path, 'site', 'index.html'), '<h1>home</h1>')
  })

  test('that are missing are looked for again', async () => {
    const missing = await fetch(`${base}/assets/not-yet.js`)
    expect([missing.status, missing.headers.get('cache-control')]).toEqual([404, 'no-store'])
  })

  test('are compressed for those who take it: as well as can be when they were built, else as they go out', async () => {
    const assets = join(folder.path, 'site', 'assets')
    await writeFile(join(assets, 'built.js'), 'b'.repeat(5_000))
    await compressSite(join(folder.path, 'site'))
    expect(await readdir(assets)).toEqual(['a.js', 'built.js', 'built.js.br', 'built.js.gz'])
    await writeFile(join(assets, 'long.js'), 'a'.repeat(5_000))
    expect(await encodingOf('/assets/built.js', 'gzip, deflate, br')).toBe('br')
    expect(await (await fetch(`${base}/assets/built.js`)).text()).toBe('b'.repeat(5_000))
    expect(await encodingOf('/assets/built.js', 'gzip')).toBe('gzip')
    expect(await encodingOf('/assets/built.js', 'identity')).toBe(null)
    expect(await encodingOf('/assets/long.js', 'gzip, deflate, br')).toBe('gzip')
    expect(await encodingOf('/assets/long.js', 'identity')).toBe(null)
    expect(await encodingOf('/assets/a.js', 'gzip')).toBe(null)
  })

  test.each(['/_headers', '/.secret', '/..%2f..%2fpackage.json', '/%2e%2e/package.json', '/missing'])(
    '%s: 404',
    async (path) => {
      expect((await fetch(base + path)).status).toBe(404)
    },
  )
})
