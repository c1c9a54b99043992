import type { ChatMessage } from './api-types.ts'

/** How much text there is to read; images and files take no part. */
export const messageCharacters = (messages: readonly ChatMessage[]): number =>
  messages.reduce((sum, { content }) => sum + charactersOf(content), 0)

const charactersOf = (content: ChatMessage['content']): number => {
  if (typeof content === 'string') return content.length
  return (content ?? []).reduce((sum, part) => sum + (part.type === 'text' ? part.text.length : 0), 0)
}
