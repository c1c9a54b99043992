import { releaseJob, settleJob } from '../db/jobs.ts'
import { blobStore } from './blob-store.ts'
import type { Deps } from './deps.ts'
import type { Ended, Ending } from './finish-call.ts'
import { causeFields } from './log.ts'

/** In characters. What is longer goes to the blob store, where there is one. */
const MAX_TEXT_IN_DATABASE = 256 * 1024

/** The end of a job's call: its money and the job itself are settled in one transaction. */
export const jobEnding = (deps: Deps, jobId: string): Ending => ({
  settle: async (db, settlement, ended) => {
    const { meter, failure } = ended
    const { toolCalls } = meter
    return settleJob(
      db,
      {
        jobId,
        status: failure === undefined ? 'succeeded' : 'failed',
        ...(await placeText(deps, jobId, ended)),
        outputLength: meter.text.length,
        toolCalls: toolCalls.length === 0 ? undefined : JSON.stringify(toolCalls),
        finishReason: meter.finish,
        errorCode: failure?.code,
        error: failure?.message,
      },
      settlement,
    )
  },
  release: (db, { outcome }, { failure }) =>
    releaseJob(db, {
      jobId,
      outcome,
      errorCode: failure?.code ?? 'SERVER_ERROR',
      error: failure?.message ?? 'The job failed',
    }),
})

const placeText = async (
  deps: Deps,
  jobId: string,
  { meter }: Ended,
): Promise<{ text: string | undefined; blobKey: string | undefined }> => {
  const inDatabase = { text: meter.text, blobKey: undefined }
  if (meter.text.length <= MAX_TEXT_IN_DATABASE) return inDatabase
  const store = await blobStore(deps)
  if (store === undefined) return inDatabase
  const blobKey = `jobs/${jobId}`
  try {
    await store.put(blobKey, meter.text)
    return { text: undefined, blobKey }
  } catch (error) {
    // The database can hold it as well; the answer was paid for.
    deps.log.warn('job_blob_failed', { job_id: jobId, ...causeFields(error) })
    return inDatabase
  }
}
