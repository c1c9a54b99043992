/**
 * One function of netlify/functions on loopback, in a process that holds nothing else: as Netlify has it. The environment is the
 * gateway's; prints its URL. `node tests/support/one-function.ts admin-export`
 */
import { createAdaptorServer } from '@hono/node-server'
import type { AddressInfo } from 'node:net'
import { dispatch } from '../../netlify/functions/_lib/http/dispatch.ts'
import { createDeps } from '../../netlify/functions/_lib/live.ts'
import type { Routes } from '../../netlify/functions/_lib/http/route.ts'

// A function file exports its routes.
const { routes } = (await import(`../../netlify/functions/${process.argv[2] ?? ''}.ts`)) as { routes: Routes }
const deps = createDeps(process.env)
const server = createAdaptorServer({
  fetch: (request) => dispatch(routes, request, deps, (work) => void work.catch(() => undefined)),
  overrideGlobalObjects: false,
})
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo // It listens on TCP.
  console.log(`http://127.0.0.1:${port}`)
})
process.once('SIGTERM', () => process.exit(0))
