import type { Closing, Delta } from '../../../shared/answers.ts'
import { ApiError, type Api } from '../../../shared/api.ts'
import { readEvents } from '../../../shared/read-events.ts'
import { installId } from '../../../../client/install-id.ts'
import type { Answer, Message } from './conversation.ts'

export type Ask = {
  provider: string
  model: string
  system: string
  messages: readonly Message[]
  maxTokens: number | null
  temperature: number | null
}

type Listening = {
  signal: AbortSignal
  /** All of the text so far. */
  heard: (text: string) => void
}

/** Asks for an answer as a stream. Refusals and failures are part of the answer: nothing is thrown. */
export const streamAnswer = async (api: Api, ask: Ask, { signal, heard }: Listening): Promise<Answer> => {
  const startedAt = performance.now()
  const answer: Answer = { ...NO_ANSWER }
  try {
    const response = await api.send('gateway-stream', {
      method: 'POST',
      body: bodyOf(ask),
      // A key may ask for a device's name; this browser has one.
      headers: { 'x-kaixu-install-id': installId(), 'x-kaixu-app': 'dashboard' },
      signal,
    })
    answer.requestId = response.headers.get('x-kaixu-request-id') ?? undefined
    for await (const { event, data } of readEvents(response)) {
      // The frames are the gateway's own, of the same build.
      if (event === 'delta') {
        answer.firstTextMs ??= performance.now() - startedAt
        heard((answer.text += (data as Delta).text))
      }
      if (event === 'error') answer.error = new ApiError(502, data as Record<string, unknown>, answer.requestId)
      if (event === 'done') answer.bill = data as Closing
    }
    if (answer.bill === undefined) answer.error ??= brokenOff(answer.requestId)
  } catch (error) {
    if (signal.aborted) answer.stopped = true
    else answer.error = error instanceof ApiError ? error : brokenOff(answer.requestId)
  }
  answer.totalMs = performance.now() - startedAt
  return answer
}

const NO_ANSWER: Answer = {
  text: '',
  bill: undefined,
  error: undefined,
  stopped: false,
  requestId: undefined,
  firstTextMs: undefined,
  totalMs: 0,
}

const bodyOf = ({ provider, model, system, messages, maxTokens, temperature }: Ask) => ({
  provider,
  model,
  messages: [...(system.trim() === '' ? [] : [{ role: 'system', content: system }]), ...messages],
  ...(maxTokens === null ? {} : { max_tokens: maxTokens }),
  ...(temperature === null ? {} : { temperature }),
})

const brokenOff = (requestId: string | undefined): ApiError =>
  new ApiError(
    0,
    { error: 'The connection broke off', hint: 'What was used by then is charged; it appears in Usage.' },
    requestId,
  )
