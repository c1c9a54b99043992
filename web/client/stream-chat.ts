import type { ChatResult } from './api-types.ts'
import type { Chat } from './chat.ts'
import { Patience } from './patience.ts'
import { takeAnswer } from './take-answer.ts'

const FIRST_DELTA_MS = 25_000

/** Asks for a stream. @throws KaixuError; its `text` is what had come */
export const streamChat = async (chat: Chat): Promise<ChatResult> => {
  const { signal, firstDeltaTimeoutMs = FIRST_DELTA_MS, onStatus } = chat.options
  onStatus?.({ status: 'streaming' })
  const patience = new Patience()
  patience.follow(signal)
  patience.allow(firstDeltaTimeoutMs, 'No answer came in time')
  try {
    const response = await chat.ask('gateway-stream', {
      body: chat.body,
      headers: { 'x-kaixu-mode': 'stream', 'idempotency-key': chat.idempotencyKey, accept: 'text/event-stream' },
      signal: patience.signal,
    })
    return await takeAnswer(response, chat, patience)
  } finally {
    patience.stop()
  }
}
