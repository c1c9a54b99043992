/** Upstash's REST interface over a real Redis, as far as its rate limiter uses it, with the ways in which it can fail. */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { z } from 'zod'

export type UpstashBridge = AsyncDisposable & {
  url: string
  token: string
  /** HTTP requests that have arrived. */
  requests(): number
  /** Requests that were abandoned by the client before they were answered. */
  abandoned(): number
  /** From now on. `hang`: takes the request and never answers. `cut`: hangs up. `error`: 500. `body`: 200 with that. */
  behave(how: 'work' | 'hang' | 'cut' | 'error' | { body: string }): void
  /** Straight to Redis. */
  redis(...command: string[]): Promise<Reply>
  /** Stops listening; `open` again takes the same port. */
  close(): Promise<void>
  open(): Promise<void>
}

export type Reply = string | number | null | RedisError | Reply[]

export class RedisError extends Error {}

const TOKEN = 'upstash-test-token'
const command = z.array(z.union([z.string(), z.number()])).transform((parts) => parts.map(String))

export const startUpstashBridge = async (redisPort: number): Promise<UpstashBridge> => {
  const redis = await connectRedis(redisPort)
  const run = withoutUpstashFlags((parts) => redis.send(parts))
  let behaviour: Parameters<UpstashBridge['behave']>[0] = 'work'
  let requests = 0
  let abandoned = 0

  const answer = async (path: string, body: string): Promise<{ status: number; json: unknown }> => {
    const parsed: unknown = JSON.parse(body)
    if (path === '/') {
      const reply = await run(command.parse(parsed))
      return { status: reply instanceof RedisError ? 400 : 200, json: asResult(reply) }
    }
    const commands = z.array(command).parse(parsed)
    if (path === '/pipeline') {
      const replies = await Promise.all(commands.map((parts) => run(parts)))
      return { status: 200, json: replies.map(asResult) }
    }
    if (path === '/multi-exec') {
      const sent = [['MULTI'], ...commands, ['EXEC']].map((parts) => redis.send(parts))
      const last = (await Promise.all(sent)).at(-1)
      if (!Array.isArray(last)) return { status: 400, json: asResult(last ?? null) }
      return { status: 200, json: last.map(asResult) }
    }
    return { status: 404, json: { error: 'Not found' } }
  }

  const handle = async (request: IncomingMessage, out: ServerResponse): Promise<void> => {
    requests += 1
    out.once('close', () => (abandoned += out.writableFinished ? 0 : 1))
    const body = await text(request)
    if (behaviour === 'hang') return
    if (behaviour === 'cut') return void out.destroy()
    if (behaviour === 'error') return void out.writeHead(500).end('{"error":"ERR internal"}')
    if (behaviour !== 'work') return void out.writeHead(200).end(behaviour.body)
    if (request.headers.authorization !== `Bearer ${TOKEN}`) {
      return void out.writeHead(401).end('{"error":"WRONGPASS invalid or missing auth token"}')
    }
    const { status, json } = await answer(request.url ?? '/', body)
    const encoded = request.headers['upstash-encoding'] === 'base64' ? inBase64(json) : json
    out.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(encoded))
  }

  const server = createServer((request, out) => void handle(request, out).catch(() => out.destroy()))
  let port = 0
  const open = async (): Promise<void> => {
    if (server.listening) return
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    // A server that listens on a TCP port has no other kind of address.
    port = (server.address() as AddressInfo).port
  }
  const close = async (): Promise<void> => {
    if (!server.listening) return
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  await open()
  return {
    url: `http://127.0.0.1:${port}`,
    token: TOKEN,
    requests: () => requests,
    abandoned: () => abandoned,
    behave: (how) => (behaviour = how),
    redis: (...parts) => redis.send(parts),
    close,
    open,
    [Symbol.asyncDispose]: async () => {
      await close()
      redis.close()
    },
  }
}

/**
 * Upstash knows the script flag `allow-key-locking`, which Redis refuses, so scripts lose it on the way; they keep the name
 * (the hash of their own text) under which clients call them.
 */
const withoutUpstashFlags = (send: (parts: string[]) => Promise<Reply>) => {
  const scripts = new Map<string, string>()
  const plain = (script: string): string => script.replace(/^#!lua flags=allow-key-locking\n/, '')
  const keep = (script: string): string => {
    const hash = createHash('sha1').update(script).digest('hex')
    scripts.set(hash, plain(script))
    return hash
  }
  return async ([name = '', ...rest]: string[]): Promise<Reply> => {
    const [first = '', ...others] = rest
    switch (name.toUpperCase()) {
      case 'EVAL':
        keep(first)
        return send(['EVAL', plain(first), ...others])
      case 'EVALSHA': {
        const script = scripts.get(first)
        if (script === undefined) return new RedisError('NOSCRIPT No matching script. Please use EVAL.')
        return send(['EVAL', script, ...others])
      }
      case 'SCRIPT':
        if (first.toUpperCase() === 'LOAD') return keep(others[0] ?? '')
        if (first.toUpperCase() === 'FLUSH') scripts.clear()
        return send([name, ...rest])
      default:
        return send([name, ...rest])
    }
  }
}

const asResult = (reply: Reply): { result: Reply } | { error: string } =>
  reply instanceof RedisError ? { error: reply.message } : { result: reply }

/** Every string of a result, except OK, as Upstash does; errors stay readable. */
const inBase64 = (json: unknown): unknown => {
  if (typeof json === 'string') return json === 'OK' ? json : Buffer.from(json).toString('base64')
  if (Array.isArray(json)) return json.map(inBase64)
  if (typeof json === 'object' && json !== null && 'result' in json) return { result: inBase64(json.result) }
  return json
}

const connectRedis = async (port: number) => {
  const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true })
  await once(socket, 'connect')
  const waiting: ((reply: Reply) => void)[] = []
  let unread = Buffer.alloc(0)
  socket.on('data', (bytes) => {
    unread = Buffer.concat([unread, bytes])
    for (let read = readReply(unread, 0); read !== undefined; read = readReply(unread, 0)) {
      unread = unread.subarray(read.end)
      waiting.shift()?.(read.reply)
    }
  })
  return {
    send: (parts: readonly string[]): Promise<Reply> =>
      new Promise((resolve) => {
        waiting.push(resolve)
        socket.write(
          `*${parts.length}\r\n${parts.map((part) => `$${Buffer.byteLength(part)}\r\n${part}\r\n`).join('')}`,
        )
      }),
    close: () => socket.destroy(),
  }
}

/** One RESP2 reply, undefined while it is incomplete. */
const readReply = (bytes: Buffer, start: number): { reply: Reply; end: number } | undefined => {
  const lineEnd = bytes.indexOf('\r\n', start)
  if (lineEnd === -1) return undefined
  const line = bytes.toString('utf8', start + 1, lineEnd)
  const body = lineEnd + 2
  switch (String.fromCharCode(bytes[start] ?? 0)) {
    case '+':
      return { reply: line, end: body }
    case '-':
      return { reply: new RedisError(line), end: body }
    case ':':
      return { reply: Number(line), end: body }
    case '$': {
      if (line === '-1') return { reply: null, end: body }
      const end = body + Number(line)
      return bytes.length < end + 2 ? undefined : { reply: bytes.toString('utf8', body, end), end: end + 2 }
    }
    case '*': {
      if (line === '-1') return { reply: null, end: body }
      const items: Reply[] = []
      let at = body
      while (items.length < Number(line)) {
        const item = readReply(bytes, at)
        if (item === undefined) return undefined
        items.push(item.reply)
        at = item.end
      }
      return { reply: items, end: at }
    }
    default:
      throw new Error('not a RESP reply')
  }
}
