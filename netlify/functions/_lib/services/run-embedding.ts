import type { EmbeddingAnswer, EmbeddingCall } from '../dialects/embeddings/call.ts'
import { GatewayError } from '../domain/errors.ts'
import type { Deps } from './deps.ts'
import type { OpenCall } from './open-call.ts'
import { answersAsAsked, codecOf } from './prepare-embedding.ts'
import { runCall, type CallResult } from './run-call.ts'

/** `answer` is undefined when the call failed; `own` are the vendor's bytes where they are what the client asked for. */
export type EmbeddingResult = CallResult & {
  answer: { kind: 'own'; contentType: string; bytes: Uint8Array } | ({ kind: 'read' } & EmbeddingAnswer) | undefined
}

/** Runs an admitted embedding call to its end, and settles or releases it; see runCall. Does not throw for the provider. */
export const runEmbedding = async (
  deps: Deps,
  open: OpenCall,
  call: EmbeddingCall,
  inBackground: (work: Promise<unknown>) => void,
): Promise<EmbeddingResult> => {
  let body: { contentType: string; bytes: Uint8Array } | undefined
  const result = await runCall(deps, open, () => undefined, inBackground, {
    onFrame: () => undefined,
    onBody: (whole) => {
      body = whole
    },
  })
  const codec = codecOf(open.priced.entry)
  if (result.failure !== undefined || body === undefined || codec === undefined) return { ...result, answer: undefined }
  if (answersAsAsked(call, codec)) return { ...result, answer: { kind: 'own', ...body } }
  const vectors = codec.vectors(JSON.parse(new TextDecoder().decode(body.bytes)))
  if (vectors?.length !== call.inputs.length) return { ...result, failure: incomplete(), answer: undefined }
  const inputTokens = result.receipt?.usage.inputTokens ?? 0
  return { ...result, answer: { kind: 'read', model: call.model, vectors, inputTokens } }
}

const incomplete = (): GatewayError =>
  new GatewayError('UPSTREAM_ERROR', 'The provider sent another number of embeddings than was asked for')
