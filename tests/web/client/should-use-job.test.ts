import { describe, expect, test } from 'vitest'
import type { ChatMessage, ModeOptions, Question } from '../../../web/client/api-types.ts'
import { shouldUseJob } from '../../../web/client/should-use-job.ts'

const say = (...texts: string[]): ChatMessage[] => texts.map((content) => ({ role: 'user', content }))
const characters = (count: number): string => 'x'.repeat(count)

type Options = Partial<Pick<Question, 'max_tokens' | 'messages'>> & ModeOptions

const streams: [string, Options][] = [
  ['nothing at all', {}],
  ['a greeting', { messages: say('Hello') }],
  ['1,200 tokens', { max_tokens: 1_200 }],
  ['9,000 characters', { messages: say(characters(9_000)) }],
  ['9,000 characters in all', { messages: say(characters(4_500), characters(4_500)) }],
  [
    'a large image',
    { messages: [{ role: 'user', content: [{ type: 'image', media_type: 'image/png', data: characters(1e6) }] }] },
  ],
  ['a message of tool calls alone', { messages: [{ role: 'assistant', content: null, tool_calls: [] }] }],
  ['a large question whose mode is stream', { mode: 'stream', max_tokens: 50_000, expectLargeOutput: true }],
]

const jobs: [string, Options][] = [
  ['mode job', { mode: 'job', messages: say('Hello') }],
  ['a large answer that is expected', { expectLargeOutput: true }],
  ['1,201 tokens', { max_tokens: 1_201 }],
  ['9,001 characters', { messages: say(characters(9_001)) }],
  ['9,001 characters in all', { messages: say(characters(4_500), characters(4_501)) }],
  [
    '9,001 characters in parts',
    { messages: [{ role: 'user', content: [9_000, 1].map((count) => ({ type: 'text', text: characters(count) })) }] },
  ],
  ['mode auto and a large answer', { mode: 'auto', max_tokens: 4_096 }],
]

describe('shouldUseJob', () => {
  test.each(streams)('%s: a stream', (_, options) => expect(shouldUseJob(options)).toBe(false))
  test.each(jobs)('%s: a job', (_, options) => expect(shouldUseJob(options)).toBe(true))
})
