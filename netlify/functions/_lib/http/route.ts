import type { z } from 'zod'
import type { Role } from '../domain/roles.ts'
import type { Deps } from '../services/deps.ts'
import type { WriteError } from './error-response.ts'
import type { RouteDocs } from './route-docs.ts'

export const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const
export type Method = (typeof METHODS)[number]

/** Where a request may carry what lets it in. */
export type CredentialPlace = 'authorization' | 'x-api-key' | 'x-goog-api-key' | '?key=' | 'stripe-signature'

/**
 * Who may call. `read` takes the credential from the request and gives the caller. A credential that `read` takes on trust,
 * because the handler's own round trip proves it, is checked by `confirm` when the request fails before that: an unknown
 * key hears 401, not what is wrong with its body.
 */
export type Auth<Caller> = {
  name: 'nobody' | 'admin' | 'user' | 'account' | 'key' | 'worker'
  /** The least role of a key that is let in; absent: any. */
  role?: Role | undefined
  /** In the order in which they are looked at; absent: where its name says. */
  places?: readonly CredentialPlace[] | undefined
  read(request: Request, deps: Deps): Caller | Promise<Caller>
  confirm?(caller: Caller, deps: Deps): Promise<unknown>
}

export type Handling<Caller, Body, Query> = {
  caller: Caller
  body: Body
  query: Query
  request: Request
  /** The request's body as text; empty for GET. */
  text: string
  requestId: string
  deps: Deps
  /** Keeps the process for work that outlives the answer. */
  waitUntil: (work: Promise<unknown>) => void
}

export type RouteDefinition<Caller, Body, Query> = RouteDocs & {
  auth: Auth<Caller>
  body?: z.ZodType<Body>
  query?: z.ZodType<Query>
  /** Of the body, in characters; absent: what every request may have. */
  maxBodyLength?: number
  /** Fields that the endpoint does not know are nothing to speak of, as its clients send what is for their vendor; absent: they are named. */
  unknownFields?: 'expected'
  /** How this endpoint writes its errors; the gateway's own envelope when absent. */
  writeError?: WriteError
  /** Where clients of this endpoint look for the request id, besides our own header; on errors as on answers. */
  requestIdHeader?: string | undefined
  /** Answers even when the environment is not fit for work (health does). */
  worksMisconfigured?: true
  handle(handling: Handling<Caller, Body, Query>): Response | Promise<Response>
}

/** A route with its types folded away. */
export type Route = RouteDefinition<unknown, unknown, unknown>
export type Routes = Partial<Record<Method, Route>>

/**
 * Declares a route: `caller` is typed by `auth`, `body` and `query` by their schemas. dispatch() passes each route only what
 * its own auth and schemas made.
 */
export const route = <Caller, Body = undefined, Query = undefined>(
  definition: RouteDefinition<Caller, Body, Query>,
): Route => definition
