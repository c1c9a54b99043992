import { toGatewayError } from '../domain/errors.ts'
import { monthBody } from '../domain/month-body.ts'
import type { Deps } from '../services/deps.ts'
import type { OpenCall } from '../services/open-call.ts'
import { runCall } from '../services/run-call.ts'
import { callHeaders } from './call-headers.ts'
import { closingBody, deltaBody } from './chat-answer.ts'
import { errorBody } from './error-response.ts'
import { eventStream } from './event-stream.ts'

/**
 * An admitted call as a stream: `meta` at once, `delta` for each piece of text, `done` with what was charged. After a failure
 * `error` comes before `done`, so that a client always learns what it paid.
 */
export const streamCall = (deps: Deps, call: OpenCall, waitUntil: (work: Promise<unknown>) => void): Response =>
  eventStream(
    async (frames) => {
      const { prepared, admitted, client } = call
      frames.send('meta', {
        provider: prepared.provider,
        model: prepared.model,
        telemetry: { install_id: client.installId ?? null },
        month: monthBody(admitted),
      })
      try {
        const result = await runCall(
          deps,
          call,
          (event) => {
            if (event.type === 'text') frames.send('delta', deltaBody(event.text))
          },
          waitUntil,
        )
        if (result.failure !== undefined) frames.send('error', errorBody(result.failure, client.requestId))
        frames.send('done', closingBody(result))
      } catch (thrown) {
        frames.send('error', errorBody(toGatewayError(thrown), client.requestId))
        throw thrown
      }
    },
    waitUntil,
    callHeaders(call, call.admitted),
  )
