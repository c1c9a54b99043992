import type { ChatResult } from './api-types.ts'
import { cancelJob } from './cancel-job.ts'
import type { Chat } from './chat.ts'
import { errorOf } from './error-of.ts'
import { fieldsOf, parseJson, textIn } from './json-fields.ts'
import { KaixuError } from './kaixu-error.ts'
import { orAborted } from './or-aborted.ts'
import { Patience } from './patience.ts'
import { pause } from './pause.ts'
import { takeAnswer } from './take-answer.ts'

const SUBMIT_MS = 60_000

/** A submission whose answer was lost is made again, which is safe: it is the same job by its key. Seconds between the tries. */
const PAUSES: readonly number[] = [1, 2, 4]

/** Asks for a job, and for its answer until there is one. @throws KaixuError */
export const runJob = async (chat: Chat): Promise<ChatResult> => {
  const { signal, onStatus } = chat.options
  const pauses = [...PAUSES]
  let isWaiting = false
  for (;;) {
    const patience = new Patience()
    try {
      const response = await submit(chat, patience)
      patience.follow(signal)
      return await takeAnswer(response, chat, patience)
    } catch (error) {
      const seconds = error instanceof NotSubmitted ? pauseAfter(error.cause, pauses) : undefined
      if (seconds === undefined || Date.now() >= chat.until) throw error instanceof NotSubmitted ? error.cause : error
      if (!isWaiting) onStatus?.({ status: 'waiting' })
      isWaiting = true
      await pause(seconds * 1_000, signal)
    } finally {
      patience.stop()
    }
  }
}

/** Nothing that follows a submission may make it again. */
class NotSubmitted extends Error {
  override readonly cause: KaixuError
  constructor(cause: KaixuError) {
    super()
    this.cause = cause
  }
}

/** The call of the stream may still be running under the key: its answer is worth waiting for, and costs nothing more. */
const pauseAfter = (error: KaixuError, pauses: number[]): number | undefined => {
  if (error.kind === 'still_running') return error.retryAfterSeconds ?? 1
  const mayPass = error.kind === 'network' || error.kind === 'timeout' || error.status >= 502
  return mayPass ? pauses.shift() : undefined
}

/** The caller's signal does not end the submission itself: without its answer, nobody could cancel the job. */
const submit = async (chat: Chat, patience: Patience): Promise<Response> => {
  patience.allow(SUBMIT_MS, 'The gateway did not take the job in time')
  const asked = chat.ask('gateway-job-submit', {
    body: chat.body,
    headers: { 'x-kaixu-mode': 'job', 'idempotency-key': chat.idempotencyKey },
    signal: patience.signal,
  })
  try {
    const response = await orAborted(asked, chat.options.signal, (late) => cancelSubmitted(chat, late))
    if (!response.ok) throw await errorOf(response)
    return response
  } catch (error) {
    throw error instanceof KaixuError ? new NotSubmitted(error) : error
  }
}

const cancelSubmitted = async (chat: Chat, response: Response): Promise<void> => {
  const fields = fieldsOf(parseJson(await response.text()))
  const jobId = textIn(fields, 'job_id') ?? textIn(fields, 'id')
  if (jobId !== null) cancelJob(chat.ask, jobId)
}
