import type { ChatRequest } from '../domain/chat.ts'

/** All text of a request that a model reads, for an estimate of its tokens. Media are left out. */
export const requestText = ({ messages, tools }: ChatRequest): string => {
  const texts = messages.flatMap((message) => [
    ...message.content.flatMap((part) => (part.type === 'text' ? [part.text] : [])),
    ...(message.role === 'assistant' ? message.toolCalls.map((call) => call.name + call.arguments) : []),
  ])
  return [...texts, ...(tools === undefined ? [] : [JSON.stringify(tools)])].join('\n')
}
