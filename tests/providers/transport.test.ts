import { once } from 'node:events'
import { createServer } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import { inspect } from 'node:util'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { GatewayError } from '../../netlify/functions/_lib/domain/errors.ts'
import type { UpstreamCall } from '../../netlify/functions/_lib/providers/codec.ts'
import { createTransport, type TransportOptions } from '../../netlify/functions/_lib/providers/transport.ts'
import { startStubVendor, type StubVendor } from '../support/stub-vendor.ts'

const KEY = 'sk-test-0123456789abcdef'
const never = new AbortController().signal

let vendor: StubVendor
beforeEach(async () => (vendor = await startStubVendor()))
afterEach(() => vendor.close())

const transportWith = (over: Partial<TransportOptions> = {}) =>
  createTransport({
    allowedOrigins: [vendor.url],
    headersTimeoutMs: 5_000,
    idleTimeoutMs: 5_000,
    maxBytes: 1_000_000,
    retryDelayMs: 10,
    ...over,
  })

const callTo = (url: string): UpstreamCall => ({
  url,
  headers: { authorization: `Bearer ${KEY}`, 'x-api-key': KEY },
  body: { model: 'm', stream: true, stream_options: { include_usage: true } },
})
const call = (): UpstreamCall => callTo(`${vendor.url}/v1/chat/completions`)

const failureOf = async (promise: Promise<unknown>): Promise<GatewayError> => {
  const thrown: unknown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (!(thrown instanceof GatewayError)) throw new Error(`expected a GatewayError, got ${inspect(thrown)}`)
  expect(JSON.stringify(thrown) + inspect(thrown, { depth: 10, showHidden: true })).not.toContain(KEY)
  return thrown
}

/** Longer than the three seconds for which Node's fetch keeps an idle connection to this server. */
const eventually = async (condition: () => boolean): Promise<void> => {
  for (const start = Date.now(); !condition() && Date.now() - start < 6_000;) await pause(10)
  expect(condition()).toBe(true)
}

describe('a good answer', () => {
  test('is passed on as it streams, with its media type and request id', async () => {
    vendor.behave({ kind: 'answer', chunks: ['one', 'two'], interruption: { afterChunks: 1, by: 'hold' } })
    const { body, contentType, requestId } = await transportWith().send(call(), { signal: never })
    expect({ contentType, requestId }).toEqual({ contentType: 'text/event-stream', requestId: 'req_stub' })
    let received = ''
    const decoder = new TextDecoder()
    for await (const chunk of body) {
      received += decoder.decode(chunk, { stream: true })
      if (received.includes('one') && !received.includes('two')) vendor.release()
    }
    expect(received).toMatch(/one[\s\S]*two[\s\S]*"prompt_tokens":10[\s\S]*\[DONE\]/)
  })

  test('was asked for once, with a JSON body and the headers of the call', async () => {
    const { body } = await transportWith().send(call(), { signal: never })
    await text(body)
    expect(vendor.requests).toHaveLength(1)
    const request = await vendor.request(1)
    expect(request).toMatchObject({ method: 'POST', path: '/v1/chat/completions', body: call().body })
    expect(request.headers).toMatchObject({ 'content-type': 'application/json', authorization: `Bearer ${KEY}` })
    expect(await request.ended).toBe('sent')
  })

  test('may be compressed; the bound counts what it expands to', async () => {
    const headers = { 'content-encoding': 'gzip', 'content-type': 'application/json; charset=utf-8' }
    vendor.behave({ kind: 'bytes', body: gzipSync('{"a":1}'), headers })
    const { body, contentType } = await transportWith().send(call(), { signal: never })
    expect([contentType, await text(body)]).toEqual(['application/json', '{"a":1}'])

    vendor.behave({ kind: 'bytes', body: gzipSync('x'.repeat(2_000_000)), headers })
    const bomb = await transportWith().send(call(), { signal: never })
    expect(await failureOf(text(bomb.body))).toMatchObject({ code: 'OUTPUT_TOO_LARGE' })
  })

  test('may have no body', async () => {
    vendor.behave({ kind: 'respond', status: 204 })
    const { body } = await transportWith().send(call(), { signal: never })
    expect(await text(body)).toBe('')
  })

  test('survives a consumer that is slower than the idle time-out', async () => {
    vendor.behave({ kind: 'answer', chunks: ['one', 'two'], interruption: { afterChunks: 1, by: 'hold' } })
    const { body } = await transportWith({ idleTimeoutMs: 60 }).send(call(), { signal: never })
    const decoder = new TextDecoder()
    let received = ''
    for await (const chunk of body) {
      received += decoder.decode(chunk, { stream: true })
      if (!received.includes('one') || received.includes('two')) continue
      await pause(150)
      vendor.release()
    }
    expect(received).toContain('[DONE]')
  })
})

describe('the allow-list', () => {
  test('CONFIG for another origin, and no socket opens', async () => {
    await using other = await startStubVendor()
    const transport = transportWith()
    const port = new URL(vendor.url).port
    for (const url of [
      `${other.url}/v1/chat/completions`,
      vendor.url.replace('http:', 'https:'),
      vendor.url.replace('127.0.0.1', 'localhost'),
      `http://${KEY}:x@127.0.0.1:${port}/`,
      `http://127.0.0.1.evil.test:${port}/`,
      'file:///etc/hostname',
      'data:text/plain,hello',
      'not an address',
    ]) {
      expect(await failureOf(transport.send(callTo(url), { signal: never }))).toMatchObject({ code: 'CONFIG' })
    }
    expect([other.openSockets(), vendor.openSockets()]).toEqual([0, 0])
  })

  test('an origin without http is refused even when listed', async () => {
    const transport = transportWith({ allowedOrigins: ['null', 'ftp://127.0.0.1'] })
    for (const url of ['data:,x', 'ftp://127.0.0.1/x']) {
      expect(await failureOf(transport.send(callTo(url), { signal: never }))).toMatchObject({ code: 'CONFIG' })
    }
  })

  test.each([301, 302, 303, 307, 308])(
    '%i: UPSTREAM_ERROR, never followed, even to an allowed origin',
    async (status) => {
      await using other = await startStubVendor()
      vendor.behave({ kind: 'respond', status, headers: { location: `${other.url}/v1/chat/completions` } })
      const transport = transportWith({ allowedOrigins: [vendor.url, other.url] })
      const error = await failureOf(transport.send(call(), { signal: never }))
      expect(error).toMatchObject({ code: 'UPSTREAM_ERROR', details: { upstream_status: status } })
      expect([vendor.requests.length, other.requests.length, other.openSockets()]).toEqual([1, 0, 0])
    },
  )

  test('CONFIG for a key that cannot be a header, without quoting it', async () => {
    const broken = { ...call(), headers: { authorization: `Bearer ${KEY}\nx` } }
    expect(await failureOf(transportWith().send(broken, { signal: never }))).toMatchObject({ code: 'CONFIG' })
    expect(vendor.requests).toHaveLength(0)
  })
})

describe('time-outs', () => {
  test('UPSTREAM_TIMEOUT when no headers come, not retried', async () => {
    vendor.behave({ kind: 'silent' })
    const error = await failureOf(transportWith({ headersTimeoutMs: 80 }).send(call(), { signal: never }))
    expect([error.code, vendor.requests.length]).toEqual(['UPSTREAM_TIMEOUT', 1])
    expect(await vendor.requests[0]?.ended).toBe('abandoned')
  })

  test('UPSTREAM_TIMEOUT when the body stalls; what came before is delivered', async () => {
    vendor.behave({ kind: 'answer', chunks: ['one', 'two'], interruption: { afterChunks: 1, by: 'hold' } })
    const { body } = await transportWith({ idleTimeoutMs: 80 }).send(call(), { signal: never })
    let received = ''
    const reading = async () => {
      for await (const chunk of body) received += Buffer.from(chunk).toString()
    }
    expect(await failureOf(reading())).toMatchObject({ code: 'UPSTREAM_TIMEOUT' })
    expect(received).toContain('one')
    expect(await vendor.requests[0]?.ended).toBe('abandoned')
  })

  test('a body that is slow but alive is not cut', async () => {
    vendor.behave({ kind: 'answer', chunks: ['a', 'b', 'c', 'd', 'e'], intervalMs: 60 })
    const { body } = await transportWith({ idleTimeoutMs: 200, headersTimeoutMs: 100 }).send(call(), { signal: never })
    expect(await text(body)).toContain('[DONE]')
  })

  test('a refusal whose body never ends is still a refusal', async () => {
    vendor.behave({ kind: 'respond', status: 400, headers: { 'content-length': '1000000' }, body: 'half' })
    const error = await failureOf(transportWith({ headersTimeoutMs: 150 }).send(call(), { signal: never }))
    expect(error).toMatchObject({ details: { upstream_status: 400 } })
  })
})

describe('abort', () => {
  const deadline = () => new GatewayError('DEADLINE', 'Too late')

  test('throws the reason before, during and after the headers, and frees the socket', async () => {
    const transport = transportWith()
    expect(await failureOf(transport.send(call(), { signal: AbortSignal.abort(deadline()) }))).toMatchObject({
      code: 'DEADLINE',
    })
    expect(vendor.openSockets()).toBe(0)

    vendor.behaveOnce(
      { kind: 'silent' },
      { kind: 'answer', chunks: ['a'], interruption: { afterChunks: 1, by: 'hold' } },
    )
    const waiting = new AbortController()
    const sent = transport.send(call(), { signal: waiting.signal })
    await vendor.request(1)
    waiting.abort(deadline())
    expect(await failureOf(sent)).toMatchObject({ code: 'DEADLINE' })

    const reading = new AbortController()
    const { body } = await transport.send(call(), { signal: reading.signal })
    setTimeout(() => reading.abort(deadline()), 20)
    expect(await failureOf(text(body))).toMatchObject({ code: 'DEADLINE' })
    expect(await Promise.all(vendor.requests.map(({ ended }) => ended))).toEqual(['abandoned', 'abandoned'])
    await eventually(() => vendor.openSockets() === 0)
  })

  test('during the pause before the retry, there is no retry', async () => {
    vendor.behave({ kind: 'respond', status: 503 })
    const leaving = new AbortController()
    const sent = transportWith({ retryDelayMs: 2_000 }).send(call(), { signal: leaving.signal })
    await (
      await vendor.request(1)
    ).ended
    setTimeout(() => leaving.abort(deadline()), 30)
    expect(await failureOf(sent)).toMatchObject({ code: 'DEADLINE' })
    expect(vendor.requests).toHaveLength(1)
  })

  test('a reason that is not ours becomes a GatewayError', async () => {
    vendor.behave({ kind: 'silent' })
    const error = await failureOf(transportWith().send(call(), { signal: AbortSignal.timeout(30) }))
    expect(error).toMatchObject({ code: 'SERVER_ERROR' })
  })

  test('after the end it changes nothing', async () => {
    const leaving = new AbortController()
    const { body } = await transportWith().send(call(), { signal: leaving.signal })
    const received = await text(body)
    leaving.abort(deadline())
    expect(received).toContain('[DONE]')
  })
})

describe('retry', () => {
  test.each([500, 502, 503, 529])('once after %i', async (status) => {
    vendor.behaveOnce({ kind: 'respond', status, body: 'sorry' })
    const { body } = await transportWith().send(call(), { signal: never })
    expect(await text(body)).toContain('[DONE]')
    expect(vendor.requests).toHaveLength(2)
    expect(vendor.requests[1]?.body).toEqual(call().body)
  })

  test('once only', async () => {
    vendor.behave({ kind: 'respond', status: 500, body: { error: { message: 'boom' } } })
    const error = await failureOf(transportWith().send(call(), { signal: never }))
    expect(error).toMatchObject({ code: 'UPSTREAM_ERROR', details: { upstream_status: 500 } })
    expect(vendor.requests).toHaveLength(2)
  })

  test('once after a socket that closes before any answer', async () => {
    vendor.behaveOnce({ kind: 'hangUp' })
    const { body } = await transportWith().send(call(), { signal: never })
    expect(await text(body)).toContain('[DONE]')
    expect(vendor.requests).toHaveLength(2)

    vendor.behave({ kind: 'hangUp' })
    expect(await failureOf(transportWith().send(call(), { signal: never }))).toMatchObject({ code: 'UPSTREAM_ERROR' })
    expect(vendor.requests).toHaveLength(4)
  })

  test.each([400, 401, 403, 404, 408, 413, 422, 429, 501, 504])('never after %i', async (status) => {
    vendor.behave({ kind: 'respond', status, body: 'no' })
    expect(await failureOf(transportWith().send(call(), { signal: never }))).toMatchObject({
      details: { upstream_status: status },
    })
    expect(vendor.requests).toHaveLength(1)
  })

  test('never when the vendor asks for a longer pause', async () => {
    vendor.behave({ kind: 'respond', status: 503, headers: { 'retry-after': '30' } })
    const error = await failureOf(transportWith().send(call(), { signal: never }))
    expect(error).toMatchObject({ code: 'UPSTREAM_BUSY', retryAfterSeconds: 30 })
    expect(vendor.requests).toHaveLength(1)
  })

  test('never once the answer has begun', async () => {
    vendor.behave({ kind: 'answer', chunks: ['one', 'two'], interruption: { afterChunks: 0, by: 'cut' } })
    const { body } = await transportWith().send(call(), { signal: never })
    expect(await failureOf(text(body))).toMatchObject({ code: 'UPSTREAM_ERROR' })
    expect(vendor.requests).toHaveLength(1)
  })

  test('UPSTREAM_ERROR when nobody listens or the name does not resolve', async () => {
    const gone = await startStubVendor()
    await gone.close()
    for (const url of [gone.url, 'http://no-such-host.invalid']) {
      const transport = transportWith({ allowedOrigins: [url] })
      const error = await failureOf(transport.send(callTo(`${url}/v1`), { signal: never }))
      expect(error.code).toBe('UPSTREAM_ERROR')
      expect(error.cause).toMatch(/ECONNREFUSED|ENOTFOUND|EAI_AGAIN/)
    }
  })

  test('never after an answer that is not HTTP', async () => {
    let connections = 0
    const server = createServer((socket) => {
      connections++
      socket.once('data', () => socket.end('SSH-2.0-OpenSSH\r\n'))
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
    const transport = transportWith({ allowedOrigins: [url] })
    expect(await failureOf(transport.send(callTo(url), { signal: never }))).toMatchObject({ code: 'UPSTREAM_ERROR' })
    expect(connections).toBe(1)
    server.close()
  })
})

describe('a bad answer', () => {
  test('OUTPUT_TOO_LARGE stops a flood early', async () => {
    vendor.behave({ kind: 'huge', bytes: 25_000_000 })
    const { body } = await transportWith().send(call(), { signal: never })
    expect(await failureOf(text(body))).toMatchObject({ code: 'OUTPUT_TOO_LARGE' })
    expect(await vendor.requests[0]?.ended).toBe('abandoned')
  })

  test('UPSTREAM_ERROR when the socket is cut; what came before is delivered', async () => {
    vendor.behave({ kind: 'answer', chunks: ['one', 'two'], interruption: { afterChunks: 1, by: 'cut' } })
    const { body } = await transportWith().send(call(), { signal: never })
    let received = ''
    const reading = async () => {
      for await (const chunk of body) received += Buffer.from(chunk).toString()
    }
    expect(await failureOf(reading())).toMatchObject({ code: 'UPSTREAM_ERROR' })
    expect(received).toContain('one')
    expect(received).not.toContain('two')
  })

  test('a refusal is mapped from its status, body and retry-after; an echoed key is dropped, a long body not read', async () => {
    vendor.behaveOnce(
      { kind: 'respond', status: 429, headers: { 'retry-after': '7' }, body: { error: { message: 'slow down' } } },
      { kind: 'respond', status: 401, body: { error: { message: `Incorrect API key provided: ${KEY}` } } },
      { kind: 'respond', status: 400, body: 'x'.repeat(10_000_000) },
    )
    const transport = transportWith()
    expect(await failureOf(transport.send(call(), { signal: never }))).toMatchObject({
      code: 'UPSTREAM_BUSY',
      retryAfterSeconds: 7,
    })
    expect(await failureOf(transport.send(call(), { signal: never }))).toMatchObject({ code: 'UPSTREAM_ERROR' })
    expect(await failureOf(transport.send(call(), { signal: never }))).toMatchObject({
      details: { upstream_status: 400 },
    })
  })
})

describe('sockets', () => {
  test('one connection serves call after call, also when the consumer leaves at the last event', async () => {
    const transport = transportWith()
    vendor.behave({ kind: 'answer', chunks: ['a'], interruption: { afterChunks: 2, by: 'hold' } })
    for (let nth = 1; nth <= 5; nth++) {
      const { body } = await transport.send(call(), { signal: never })
      let received = ''
      for await (const chunk of body) {
        received += Buffer.from(chunk).toString()
        if (received.includes('[DONE]')) break
      }
      vendor.release()
      await vendor.requests.at(-1)?.ended
      await pause(10)
    }
    expect(vendor.socketsEver()).toBe(1)
  })

  test('none stays behind when consumers leave early, calls fail or nothing is read', async () => {
    const transport = transportWith({ maxBytes: 100_000 })
    vendor.behave({ kind: 'answer', chunks: ['a', 'b', 'c'], interruption: { afterChunks: 2, by: 'hold' } })
    for (let nth = 0; nth < 5; nth++) {
      const { body } = await transport.send(call(), { signal: never })
      const reader = body.getReader()
      if (nth % 2 === 0) await reader.read()
      await reader.cancel()
    }
    vendor.behave({ kind: 'huge', bytes: 25_000_000 })
    for (let nth = 0; nth < 3; nth++) {
      const { body } = await transport.send(call(), { signal: never })
      await failureOf(text(body))
      const left = await transport.send(call(), { signal: never })
      await left.body.cancel()
    }
    expect(await Promise.all(vendor.requests.map(({ ended }) => ended))).not.toContain('sent')
    vendor.behave({ kind: 'respond', status: 400, body: 'x'.repeat(10_000_000) })
    await failureOf(transport.send(call(), { signal: never }))
    await eventually(() => vendor.openSockets() === 0)
  })
})
