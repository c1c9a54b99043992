import { createHash, timingSafeEqual } from 'node:crypto'
import { GatewayError } from '../domain/errors.ts'
import type { Auth } from './route.ts'

/** The gateway itself, by the secret that it shares with its own background functions. */
export const worker: Auth<undefined> = {
  name: 'worker',
  read: (request, deps) => {
    const given = request.headers.get('x-kaixu-job-secret') ?? request.headers.get('x-job-worker-secret') ?? ''
    if (timingSafeEqual(digest(given), digest(deps.settings.jobs.workerSecret))) return undefined
    throw new GatewayError('UNAUTHORIZED', 'Unauthorized')
  },
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
