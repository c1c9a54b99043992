import { createAdaptorServer } from '@hono/node-server'
import { Server, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import type { createApp } from './app.ts'

export type HttpServer = {
  port: number
  /** Stops accepting connections; answers on their way go on. */
  close: () => void
  /** Resolves when no answer is on its way any more. */
  drained: () => Promise<void>
  /** Ends every connection at once. */
  cut: () => void
}

export type HttpServerOptions = { app: ReturnType<typeof createApp>; host: string; port: number }

// Somebody who sends a request drop by drop may not hold a connection for long. Answers may take as long as they take.
const TIMEOUTS = { headersTimeout: 15_000, requestTimeout: 60_000, keepAliveTimeout: 65_000 }

const explain = (error: unknown, host: string, port: number): unknown => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE')
    return new Error(`Port ${port} is taken. Choose another one: PORT=${port + 1} npm start`, { cause: error })
  if (code === 'EADDRNOTAVAIL')
    return new Error(`${host} is no address of this machine. HOST=0.0.0.0 listens on all of them.`, { cause: error })
  return error
}

/** Starts Hono's Node server; resolves when it listens. Port 0 takes any free port. */
export const startHttpServer = async ({ app, host, port }: HttpServerOptions): Promise<HttpServer> => {
  const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false, serverOptions: TIMEOUTS })
  if (!(server instanceof Server)) throw new Error('Expected an HTTP/1.1 server')
  const answers = new Set<ServerResponse>()
  server.on('request', (_request, response) => {
    answers.add(response)
    response.once('close', () => answers.delete(response))
  })
  server.listen(port, host)
  await once(server, 'listening').catch((error: unknown) => {
    throw explain(error, host, port)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('Expected a TCP address')
  return {
    port: address.port,
    close: () => server.close(),
    drained: async () => {
      while (answers.size > 0) await Promise.all([...answers].map((answer) => once(answer, 'close')))
    },
    cut: () => server.closeAllConnections(),
  }
}
