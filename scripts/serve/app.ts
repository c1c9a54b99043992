import { serveStatic } from '@hono/node-server/serve-static'
import type { HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import { compress } from 'hono/compress'
import { etag } from 'hono/etag'
import type { MiddlewareHandler } from 'hono'
import { join } from 'node:path'
import type { BackgroundWork } from './background-work.ts'
import { setClientAddress } from './client-address.ts'
import type { CatalogueEntry } from './function-catalogue.ts'
import { nothingHere } from './nothing-here.ts'
import { readStaticHeaders } from './static-headers.ts'

// What Netlify takes for a background function.
const BACKGROUND_BODY_BYTES = 256 * 1024

/** Runs one function: the core's `dispatch` with its dependencies already in hand. */
export type RunFunction = (entry: CatalogueEntry, request: Request) => Promise<Response>

export type AppOptions = {
  catalogue: readonly CatalogueEntry[]
  run: RunFunction
  work: BackgroundWork
  /** The folder of static files. */
  staticDirectory: string
  trustProxy: boolean
  /** Looks at the headers of a request as they came. */
  look?: (headers: Headers) => void
}

type Env = { Bindings: HttpBindings }

/** Kept, and asked about each time, as Netlify has it: after an upgrade an old page would ask for scripts that are gone. */
const UNLESS_RULED = ['cache-control', 'public, max-age=0, must-revalidate'] as const

const staticFiles = (directory: string): MiddlewareHandler<Env> => {
  const headersOf = readStaticHeaders(join(directory, '_headers'))
  const serve = serveStatic<Env>({ root: directory, precompressed: true })
  return async (context, next) => {
    // Files such as _headers are instructions to the host, and names with a leading dot were not meant to be published.
    if (/\/[._]/.test(context.req.path)) return next()
    const file = await serve(context, next)
    // Where there is no file it is what the next one made of it, and not always an answer.
    if (file instanceof Response)
      for (const [name, value] of [UNLESS_RULED, ...headersOf(context.req.path)]) file.headers.set(name, value)
    return file
  }
}

// As Netlify does. Streams have to arrive piece by piece, and an answer to a POST is what somebody paid for and waits for.
const compressReports = compress({ contentTypeFilter: /^application\/json(;|$)/ })

// The body is read before the answer goes out: afterwards the connection is no longer ours to read from.
const runInBackground = async (options: AppOptions, entry: CatalogueEntry, request: Request): Promise<Response> => {
  const body = await request.arrayBuffer()
  if (body.byteLength > BACKGROUND_BODY_BYTES) return new Response(null, { status: 413 })
  const init = body.byteLength > 0 ? { body } : {}
  const copy = new Request(request.url, { method: request.method, headers: request.headers, ...init })
  options.work.waitUntil(options.run(entry, copy))
  return new Response(null, { status: 202 })
}

/** The gateway as one web application: the functions at their Netlify addresses, and the static files. */
export const createApp = (options: AppOptions): Hono<Env> => {
  // As on Netlify, a slash at the end makes no difference.
  const app = new Hono<Env>({ strict: false })
  // Functions catch their own errors; should one not, it was reported as work that failed and the client need not know.
  app.onError(() => Response.json({ error: 'Something went wrong on our side', code: 'SERVER_ERROR' }, { status: 500 }))
  for (const entry of options.catalogue) {
    if (entry.kind === 'scheduled') continue
    for (const path of entry.paths) {
      app.get(path, compressReports)
      app.all(path, async (context) => {
        const request = context.req.raw
        options.look?.(request.headers)
        setClientAddress(request.headers, context.env.incoming, options.trustProxy)
        if (entry.kind === 'background') return runInBackground(options, entry, request)
        const answer = options.run(entry, request)
        // A client that leaves ends the connection, not the work.
        options.work.waitUntil(answer)
        return answer
      })
    }
  }
  // What browsers ask for by themselves, and the address that people type.
  app.get('/favicon.ico', (context) => context.redirect('/icon.svg'))
  app.get('/dashboard', (context) => context.redirect(`/dashboard.html${new URL(context.req.url).search}`))
  // For those who do not take what was compressed when the site was built.
  app.use(compress(), etag(), staticFiles(options.staticDirectory))
  const answer = nothingHere(options.catalogue, options.staticDirectory)
  const headersOf = readStaticHeaders(join(options.staticDirectory, '_headers'))
  app.notFound((context) => {
    const response = answer(context.req.raw)
    for (const [name, value] of headersOf(context.req.path)) response.headers.set(name, value)
    // A script that is missing while a new version comes up may be there a moment later.
    response.headers.set('cache-control', 'no-store')
    return response
  })
  return app
}
