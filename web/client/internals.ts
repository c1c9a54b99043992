import { apiBase } from './api-base.ts'
import type { ChatMessage } from './api-types.ts'
import { installId } from './install-id.ts'
import { messageCharacters } from './message-characters.ts'
import { readEvents } from './read-events.ts'

/** For tests and for the curious; may change without notice. */
export const _internals: {
  apiBase: (given?: string) => string
  installId: () => string
  messageCharacters: (messages: readonly ChatMessage[]) => number
  readEvents: (body: ReadableStream<Uint8Array>) => AsyncGenerator<{ event: string; data: string }, void, undefined>
} = { apiBase, installId, messageCharacters, readEvents }
