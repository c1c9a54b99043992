import type { ChatEvent, FinishReason, ToolCall } from '../domain/chat.ts'
import { GatewayError, toGatewayError } from '../domain/errors.ts'
import type { MonthFigures } from '../domain/month-body.ts'
import type { Deps } from './deps.ts'
import { releaseCall, settleCall, type Receipt } from './finish-call.ts'
import { causeFields } from './log.ts'
import { Meter } from './meter.ts'
import { monitorCall } from './monitor-call.ts'
import type { OpenCall } from './open-call.ts'
import { providerEvents, type PassThroughSink } from './provider-events.ts'

/** How a call ended. `failure` and `receipt` may both be there: an answer that broke off is charged as far as it came. */
export type CallResult = {
  text: string
  reasoning: string
  toolCalls: readonly ToolCall[]
  finish: FinishReason | undefined
  failure: GatewayError | undefined
  /** Undefined: nothing was used, the hold was released. */
  receipt: Receipt | undefined
  /** The month as the last answer of the database had it. */
  month: MonthFigures
}

/**
 * Runs an admitted call to its end: reads the provider until it is done, fails, or the soft deadline passes, and then settles or
 * releases the hold. Whether anybody still listens makes no difference. Does not throw on failures of the provider or the
 * database; `onEvent` must not throw.
 */
export const runCall = async (
  deps: Deps,
  call: OpenCall,
  onEvent: (event: ChatEvent) => void,
  inBackground: (work: Promise<unknown>) => void,
  sink?: PassThroughSink,
): Promise<CallResult> => {
  const meter = new Meter()
  const failure = await readAnswer(deps, call, meter, onEvent, sink)
  const endedAt = Date.now()
  const answer = {
    text: meter.text,
    reasoning: meter.reasoning,
    toolCalls: meter.toolCalls,
    finish: meter.finish,
    failure,
  }
  if (failure !== undefined) logFailure(deps, call, failure)
  if (failure !== undefined && !meter.isBillable) {
    const month = await releaseCall(deps, call, { meter, failure })
    monitorCall(deps, call, { meter, failure, receipt: undefined, endedAt })
    return { ...answer, receipt: undefined, month: month ?? call.admitted }
  }
  const receipt = await settleCall(deps, call, { meter, failure }, inBackground)
  monitorCall(deps, call, { meter, failure, receipt, endedAt })
  return { ...answer, receipt, month: receipt.month }
}

/** In characters. Netlify sends at most 6 MB of a buffered answer; JSON escapes and non-ASCII letters take more than one byte. */
const MAX_JSON_OUTPUT = 1_500_000

const tooLargeForJson = (): GatewayError =>
  new GatewayError('OUTPUT_TOO_LARGE', 'The answer is too large for a JSON response', { hint: 'Ask for a stream.' })

const readAnswer = async (
  deps: Deps,
  call: OpenCall,
  meter: Meter,
  onEvent: (event: ChatEvent) => void,
  sink: PassThroughSink | undefined,
): Promise<GatewayError | undefined> => {
  const end = new AbortController()
  const timer = setTimeout(
    () => end.abort(new GatewayError('DEADLINE', 'The answer took too long and was cut off')),
    Math.max(0, call.deadlineAt - Date.now()),
  )
  const shutDown = () =>
    end.abort(new GatewayError('SHUTTING_DOWN', 'The gateway is restarting; the answer was cut off'))
  const cancel = () => end.abort(call.cancelled?.reason)
  deps.shutdown.addEventListener('abort', shutDown, { once: true })
  call.cancelled?.addEventListener('abort', cancel, { once: true })
  if (deps.shutdown.aborted) shutDown()
  if (call.cancelled?.aborted === true) cancel()
  try {
    for await (const event of providerEvents(deps, call, end.signal, () => (meter.accepted = true), sink)) {
      meter.see(event)
      if (event.type === 'error') break
      if (call.prepared.buffered && meter.outputLength > MAX_JSON_OUTPUT) throw tooLargeForJson()
      onEvent(event)
    }
    return meter.failure ?? (meter.finish === undefined ? cutOff() : undefined)
  } catch (error) {
    return toGatewayError(error)
  } finally {
    clearTimeout(timer)
    deps.shutdown.removeEventListener('abort', shutDown)
    call.cancelled?.removeEventListener('abort', cancel)
  }
}

/** Every vendor says why an answer ended; one that just stops was cut off on the way. */
const cutOff = (): GatewayError => new GatewayError('UPSTREAM_ERROR', 'The answer of the provider broke off')

const logFailure = (deps: Deps, call: OpenCall, failure: GatewayError): void =>
  deps.log.warn('call_failed', {
    code: failure.code,
    request_id: call.client.requestId,
    hold_id: call.holdId,
    provider: call.prepared.provider,
    model: call.prepared.model,
    ...causeFields(failure.cause),
  })
