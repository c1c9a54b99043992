import type { ModeOptions, Question } from './api-types.ts'
import { messageCharacters } from './message-characters.ts'

const MANY_TOKENS = 1_200
const MANY_CHARACTERS = 9_000

/** Whether a question is asked as a job from the start: its answer may take longer than a stream may last. */
export const shouldUseJob = (options: Partial<Pick<Question, 'max_tokens' | 'messages'>> & ModeOptions): boolean => {
  if (options.mode === 'job') return true
  if (options.mode === 'stream') return false
  return (
    options.expectLargeOutput === true ||
    (options.max_tokens ?? 0) > MANY_TOKENS ||
    messageCharacters(options.messages ?? []) > MANY_CHARACTERS
  )
}
