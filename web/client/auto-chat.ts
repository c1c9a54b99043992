import type { ChatOptions, ChatResult } from './api-types.ts'
import { openChat, type Chat } from './chat.ts'
import { aborted } from './connect.ts'
import { KaixuError } from './kaixu-error.ts'
import { runJob } from './run-job.ts'
import { shouldUseJob } from './should-use-job.ts'
import { streamChat } from './stream-chat.ts'

/**
 * Asks a model: as a stream, or as a job when the answer may be long, or when the stream gives nothing in time. Both carry the
 * same Idempotency-Key, so that the provider is paid once.
 * @throws KaixuError
 */
export const autoChat = async (options: ChatOptions): Promise<ChatResult> => {
  if (options.signal?.aborted === true) throw aborted(options.signal.reason)
  const chat = openChat(options)
  const result = shouldUseJob(options) ? await runJob(chat) : await streamOrJob(chat)
  options.onDone?.(result)
  return result
}

const streamOrJob = async (chat: Chat): Promise<ChatResult> => {
  try {
    return await streamChat(chat)
  } catch (error) {
    if (!(error instanceof KaixuError) || !isWorthAJob(error)) throw error
    chat.options.onStatus?.({ status: 'falling_back', reason: error })
  }
  return { ...(await runJob(chat)), fellBack: true }
}

const PASSING: readonly string[] = [
  'network',
  'timeout',
  'server',
  'broken',
  'still_running',
] satisfies KaixuError['kind'][]

/** A refusal stays one, and an answer that has begun is never asked for again. */
const isWorthAJob = ({ kind, text, jobId }: KaixuError): boolean =>
  text === '' && jobId === null && PASSING.includes(kind)
