import { join } from 'node:path'
import { dispatch } from '../../netlify/functions/_lib/http/dispatch.ts'
import { createApp } from '../../scripts/serve/app.ts'
import { trackBackgroundWork } from '../../scripts/serve/background-work.ts'
import { loadCatalogue } from '../../scripts/serve/function-catalogue.ts'
import { startHttpServer } from '../../scripts/serve/http-server.ts'
import type { TestGateway } from './gateway.ts'

const ROOT = join(import.meta.dirname, '..', '..')

/** `url` has no slash at its end; the official SDKs take it, with a version path where they want one, as their base URL. */
export type HttpGateway = AsyncDisposable & { url: string }

/**
 * A test gateway over HTTP on 127.0.0.1: every function at its own address, as the dedicated server has them. Disposing waits
 * for what outlives its answer, and leaves the gateway itself open. `staticDirectory`: what else it serves.
 */
export const serveRoutes = async (
  gateway: TestGateway,
  staticDirectory = join(ROOT, 'public'),
): Promise<HttpGateway> => {
  const failures: unknown[] = []
  const work = trackBackgroundWork((error) => failures.push(error))
  const app = createApp({
    catalogue: await loadCatalogue(join(ROOT, 'netlify', 'functions')),
    run: (entry, request) => dispatch(entry.routes, request, gateway.deps, work.waitUntil),
    work,
    staticDirectory,
    trustProxy: false,
  })
  const server = await startHttpServer({ app, host: '127.0.0.1', port: 0 })
  return {
    url: `http://127.0.0.1:${server.port}`,
    [Symbol.asyncDispose]: async () => {
      server.close()
      await work.settled()
      server.cut()
      if (failures.length > 0) throw new AggregateError(failures, 'work in the background failed')
    },
  }
}
