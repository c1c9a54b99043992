import type { ChatResult, ChatStatus } from './api-types.ts'
import { askJson } from './ask-json.ts'
import { cancelJob } from './cancel-job.ts'
import type { Chat } from './chat.ts'
import { fieldsOf, numberIn, textIn, type Fields } from './json-fields.ts'
import { KaixuError } from './kaixu-error.ts'
import { pause } from './pause.ts'
import { resultOf } from './result-of.ts'

const POLL_INTERVAL_MS = 1_200

/** A worker whose wake-up call was lost is woken again by one look in so many. */
const KICK_EVERY = 10

/**
 * Looks at a job until it is complete, and gives its answer. A gateway that cannot be reached for a while is asked again: the job
 * runs, and is paid for, without us.
 * @throws KaixuError job_failed with the text so far, timeout, aborted (and the job is cancelled), refusals
 */
export const followJob = async (chat: Chat, jobId: string): Promise<ChatResult> => {
  const { signal, pollIntervalMs = POLL_INTERVAL_MS } = chat.options
  const seen = noticeChanges(chat, jobId)
  try {
    for (let nth = 1; Date.now() < chat.until; nth += 1) {
      await pause(pollIntervalMs, signal)
      const result = await unlessOutOfReach(look(chat, jobId, nth % KICK_EVERY === 0 ? '&kick=1' : '', seen))
      if (result !== undefined) return result
    }
  } catch (error) {
    if (signal?.aborted === true) cancelJob(chat.ask, jobId)
    throw error
  }
  throw new KaixuError('timeout', 'The job is not complete yet, and is not waited for any more', { jobId })
}

/** The answer, or undefined while there is none. */
const look = async (
  chat: Chat,
  jobId: string,
  kick: string,
  seen: (job: Fields) => void,
): Promise<ChatResult | undefined> => {
  const about = { signal: chat.options.signal, jobId }
  const id = encodeURIComponent(jobId)
  const { fields } = await askJson(chat.ask, `gateway-job-status?id=${id}${kick}`, about)
  // Some gateways say it at the top, others under `job`.
  const job = { ...fieldsOf(fields['job']), ...fields }
  seen(job)
  if (job['status'] !== 'succeeded' && job['status'] !== 'failed') return undefined
  const answer = await askJson(chat.ask, `gateway-job-result?id=${id}`, about)
  if (answer.status === 202) return undefined
  const result = resultOf(answer.fields, { mode: 'job', requestId: answer.requestId, jobId })
  if (result.text !== '') chat.options.onDelta?.(result.text)
  return result
}

const noticeChanges = ({ options }: Chat, jobId: string): ((job: Fields) => void) => {
  let last: string | undefined
  return (job) => {
    const status = textIn(job, 'status') ?? 'unknown'
    if (status !== last && isJobStatus(status)) options.onStatus?.({ status, jobId })
    last = status
    const progress = fieldsOf(job['progress'])
    options.onProgress?.({
      jobId,
      status,
      characters: numberIn(progress, 'characters') ?? numberIn(job, 'output_len') ?? 0,
      tokens: numberIn(progress, 'tokens') ?? numberIn(job, 'output_tokens') ?? 0,
      elapsedMs: numberIn(progress, 'elapsed_ms') ?? 0,
    })
  }
}

type JobStatus = Extract<ChatStatus, { jobId: string }>['status']
const JOB_STATUSES: readonly string[] = ['queued', 'running', 'succeeded', 'failed'] satisfies JobStatus[]
const isJobStatus = (status: string): status is JobStatus => JOB_STATUSES.includes(status)

const OUT_OF_REACH: readonly string[] = ['network', 'timeout', 'server'] satisfies KaixuError['kind'][]

const unlessOutOfReach = async <Value>(asked: Promise<Value>): Promise<Value | undefined> => {
  try {
    return await asked
  } catch (error) {
    if (error instanceof KaixuError && OUT_OF_REACH.includes(error.kind)) return undefined
    throw error
  }
}
