import type { AnswerHead, StreamWriter } from '../dialect.ts'
import { chatFinish, chatHead } from './answer.ts'
import { chatUsage } from './usage.ts'

/**
 * Writes "The chat completion chunk object" (platform.openai.com/docs/api-reference/chat/streaming): the role first, then
 * deltas, then the finish reason. Usage that was asked for comes as OpenAI sends it: in a last chunk without choices, and
 * as null in all others. Not asked for, it rides on the chunk of the finish reason, as with DeepSeek and Mistral, where
 * clients that read `choices[0]` of every chunk do not stumble over it.
 */
export const chatStreamWriter = (head: AnswerHead, { usageAsked }: { usageAsked: boolean }): StreamWriter => {
  const start = chatHead(head, 'chat.completion.chunk')
  const noUsageYet = usageAsked ? { usage: null } : {}
  const chunk = (delta: object, finish: string | null = null, extra: object = noUsageYet): string =>
    frame({ ...start, choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }], ...extra })

  /** Positions by the index of the event: the format counts from 0 without gaps. */
  const positions = new Map<number, number>()
  const toolCall = (event: { index: number; id?: string; name?: string; arguments: string }): object => {
    const known = positions.get(event.index)
    if (known !== undefined) return { index: known, function: { arguments: event.arguments } }
    const index = positions.size
    positions.set(event.index, index)
    return {
      index,
      id: event.id ?? `call_${head.id}_${index}`,
      type: 'function',
      function: { name: event.name ?? '', arguments: event.arguments },
    }
  }

  return {
    open: () => chunk({ role: 'assistant', content: '', refusal: null }),
    write: (event) => {
      switch (event.type) {
        case 'text':
          return chunk({ content: event.text })
        case 'reasoning':
          return chunk({ reasoning_content: event.text })
        case 'tool_call':
          return chunk({ tool_calls: [toolCall(event)] })
      }
    },
    close: ({ finish, usage: used }) => {
      const usage = chatUsage(used)
      const end = usageAsked
        ? chunk({}, chatFinish(finish)) + frame({ ...start, choices: [], usage })
        : chunk({}, chatFinish(finish), { usage })
      return `${end}data: [DONE]\n\n`
    },
  }
}

/** JSON text has no line breaks, so one `data` line holds it. */
const frame = (chunk: object): string => `data: ${JSON.stringify(chunk)}\n\n`
