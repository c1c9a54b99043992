import type { Context } from '@netlify/functions'
import { live } from '../live.ts'
import { dispatch } from './dispatch.ts'
import type { Routes } from './route.ts'

export { dispatch } from './dispatch.ts'
export type { Routes } from './route.ts'

/** An endpoint's routes as the handler that Netlify calls. */
export const endpoint =
  (routes: Routes) =>
  (request: Request, context: Context): Promise<Response> =>
    dispatch(routes, request, live(), (work) => context.waitUntil(work))
