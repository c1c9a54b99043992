/** Neon's `POST /sql` over a real PostgreSQL on loopback, so that the driver that Netlify runs can be tested offline. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { neonConfig as NeonConfig } from '@neondatabase/serverless'
import pg from 'pg'
import { z } from 'zod'

export type NeonBridge = AsyncDisposable & {
  url: string
  /** Round trips so far: one HTTP request each. */
  requests(): number
}

/** @netlify/neon is CommonJS, and the configuration that counts is that of the instance which it loads itself. */
const { neonConfig } = createRequire(createRequire(import.meta.url).resolve('@netlify/neon'))(
  '@neondatabase/serverless',
  // `require` is untyped; the types are the package's own.
) as { neonConfig: typeof NeonConfig }

/** From now on every Neon client of this process sends its queries there. */
export const sendNeonTo = (url: string): void => {
  neonConfig.fetchEndpoint = () => url
}

const query = z.object({ query: z.string(), params: z.array(z.string().nullable()).default([]) })
const batch = z.object({ queries: z.array(query) })
type Query = z.output<typeof query>

export const startNeonBridge = async (): Promise<NeonBridge> => {
  const pools = new Map<string, pg.Pool>()
  let requests = 0
  const poolFor = (connectionString: string): pg.Pool => {
    const known = pools.get(connectionString)
    if (known !== undefined) return known
    const pool = new pg.Pool({ connectionString, max: 50 })
    // Databases are dropped under their idle connections, backends are killed under their queries.
    pool.on('error', () => undefined)
    pool.on('connect', (client) => client.on('error', () => undefined))
    pools.set(connectionString, pool)
    return pool
  }

  const handle = async (request: IncomingMessage, out: ServerResponse): Promise<void> => {
    requests += 1
    const body = await text(request)
    const { headers } = request
    const refusal = misuse(request)
    if (refusal !== undefined) {
      sendJson(out, 400, { message: refusal })
      return
    }
    const connection = await poolFor(String(headers['neon-connection-string'])).connect()
    try {
      const parsed: unknown = JSON.parse(body)
      const many = batch.safeParse(parsed)
      sendJson(
        out,
        200,
        many.success
          ? { results: await runBatch(connection, many.data.queries, headers) }
          : await run(connection, query.parse(parsed)),
      )
      connection.release()
    } catch (error) {
      // It may be in any state.
      connection.release(true)
      throw error
    }
  }
  const server = createServer((request, out) => void handle(request, out).catch((error: unknown) => fail(out, error)))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A server that listens on a TCP port has no other kind of address.
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/sql`
  sendNeonTo(url)
  return {
    url,
    requests: () => requests,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await Promise.all([...pools.values()].map((pool) => pool.end()))
    },
  }
}

/** The bridge speaks only what the driver speaks, so a driver that changes its protocol is noticed. */
const misuse = ({ method, url, headers }: IncomingMessage): string | undefined => {
  if (method !== 'POST' || url !== '/sql') return 'not POST /sql'
  if (typeof headers['neon-connection-string'] !== 'string') return 'no Neon-Connection-String'
  if (headers['neon-raw-text-output'] !== 'true') return 'not Neon-Raw-Text-Output'
  if (headers['neon-array-mode'] !== 'true') return 'not Neon-Array-Mode'
  return undefined
}

/** Values as PostgreSQL writes them: parsing is the driver's part. */
const RAW_TEXT = { getTypeParser: () => (value: unknown) => value }

const run = async (connection: pg.PoolClient, { query, params }: Query) => {
  const { fields, rows, command, rowCount } = await connection.query({
    text: query,
    values: params,
    rowMode: 'array',
    types: RAW_TEXT,
  })
  return { fields, rows, command, rowCount, rowAsArray: true }
}

const runBatch = async (
  connection: pg.PoolClient,
  queries: readonly Query[],
  headers: IncomingMessage['headers'],
): Promise<unknown[]> => {
  const isolation = headers['neon-batch-isolation-level']
  const level = typeof isolation === 'string' ? isolation.replace(/(?=[A-Z])/g, ' ') : 'read committed'
  const access = headers['neon-batch-read-only'] === 'true' ? 'read only' : 'read write'
  await connection.query(`begin isolation level ${level} ${access}`)
  try {
    const results: unknown[] = []
    for (const one of queries) results.push(await run(connection, one))
    await connection.query('commit')
    return results
  } catch (error) {
    await connection.query('rollback')
    throw error
  }
}

const ERROR_FIELDS = [
  ...[
    'severity',
    'code',
    'detail',
    'hint',
    'position',
    'internalPosition',
    'internalQuery',
    'where',
    'schema',
    'table',
  ],
  ...['column', 'dataType', 'constraint', 'file', 'line', 'routine'],
]

/** 400 for what PostgreSQL refused, as Neon does; any other status when PostgreSQL could not be asked. */
const fail = (out: ServerResponse, error: unknown): void => {
  const message = error instanceof Error ? error.message : String(error)
  if (!(error instanceof pg.DatabaseError)) {
    sendJson(out, 500, { message })
    return
  }
  const given = new Map<string, unknown>(Object.entries(error))
  sendJson(out, 400, {
    message,
    ...Object.fromEntries(ERROR_FIELDS.map((field) => [field, given.get(field) ?? null])),
  })
}

const sendJson = (out: ServerResponse, status: number, body: unknown): void => {
  if (!out.destroyed) out.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
