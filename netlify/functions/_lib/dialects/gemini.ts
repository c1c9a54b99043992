import type { Dialect } from './dialect.ts'
import { writeGeminiAnswer } from './gemini/answer.ts'
import { writeGeminiError, writeGeminiStreamError } from './gemini/errors.ts'
import { readGemini } from './gemini/read.ts'
import { geminiStreamWriter } from './gemini/stream-writer.ts'

/**
 * Gemini's generateContent and streamGenerateContent (ai.google.dev/api/generate-content). Streams are written as `alt=sse` has
 * them; `gemini-json-array.ts` makes the array of a stream without it.
 */
export const geminiDialect: Dialect = {
  name: 'gemini',
  api: 'generateContent',
  read: readGemini,
  writeAnswer: writeGeminiAnswer,
  streamWriter: geminiStreamWriter,
  writeError: writeGeminiError,
  writeStreamError: writeGeminiStreamError,
  // Google names no header for it; the id is in the error body.
  requestIdHeader: undefined,
}
