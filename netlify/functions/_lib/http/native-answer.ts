import { GatewayError } from '../domain/errors.ts'
import { NO_USAGE } from '../domain/usage.ts'
import { runCall } from '../services/run-call.ts'
import { wholeCallHeaders } from './call-headers.ts'
import { json } from './json.ts'
import type { NativeCall } from './native-route.ts'
import { partialFailure } from './partial-failure.ts'

/**
 * An answer in one piece: the vendor's own bytes where the model speaks the client's dialect, else written in it.
 * @throws GatewayError when the provider failed
 */
export const nativeAnswer = async (native: NativeCall): Promise<Response> => {
  const { dialect, call, open, deps, waitUntil } = native
  let own: { contentType: string; bytes: Uint8Array } | undefined
  const running = runCall(deps, open, () => undefined, waitUntil, {
    onFrame: () => undefined,
    onBody: (body) => {
      own = body
    },
  })
  // A client that hangs up changes nothing: the call is read to its end and settled.
  waitUntil(running)
  const result = await running
  if (result.failure !== undefined) throw partialFailure(result.failure, result)
  const headers = wholeCallHeaders(open, result)
  if (own !== undefined) {
    if (own.bytes.byteLength > MAX_BODY_BYTES) throw partialFailure(tooLarge(), { ...result, text: '' })
    return new Response(Buffer.from(own.bytes), { headers: { 'content-type': own.contentType, ...headers } })
  }
  const written = dialect.writeAnswer({
    id: open.holdId,
    model: call.models[0] ?? open.prepared.model,
    createdAt: new Date(open.openedAt),
    text: result.text,
    reasoning: result.reasoning,
    toolCalls: result.toolCalls,
    finish: result.finish ?? 'stop',
    usage: result.receipt?.usage ?? NO_USAGE,
  })
  return json(written, { headers })
}

/** What the platform sends at most in one piece, with room for headers. */
const MAX_BODY_BYTES = 5_500_000

const tooLarge = (): GatewayError =>
  new GatewayError('OUTPUT_TOO_LARGE', 'The answer is too large for a JSON response', { hint: 'Ask for a stream.' })
