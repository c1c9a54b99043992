import { findCallsOfRequest, type CallOfRequest } from '../db/calls-of-request.ts'
import type { Deps } from './deps.ts'

export type { CallOfRequest }

/** One request is hardly ever more than a call or two. */
const MOST = 20

/** Newest first. */
export const callsOfRequest = (deps: Deps, requestId: string): Promise<CallOfRequest[]> =>
  findCallsOfRequest(deps.db, requestId, MOST)
