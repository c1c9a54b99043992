import { GatewayError } from '../domain/errors.ts'

/** The error of a codec whose vendor cannot be told what the request says at `path`, e.g. `messages[2].content[0]`. */
export const cannotExpress = (path: string, why: string): GatewayError =>
  new GatewayError('BAD_REQUEST', `${path}: ${why}`, { details: { path } })

export const contentPath = (message: number, part: number): string => `messages[${message}].content[${part}]`
