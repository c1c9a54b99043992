import { describe, expect, test } from 'vitest'
import { anthropicDialect } from '../../netlify/functions/_lib/dialects/anthropic.ts'
import type { Dialect, JsonObject } from '../../netlify/functions/_lib/dialects/dialect.ts'
import { geminiDialect } from '../../netlify/functions/_lib/dialects/gemini.ts'
import { openaiChat } from '../../netlify/functions/_lib/dialects/openai-chat.ts'
import { openaiResponses } from '../../netlify/functions/_lib/dialects/openai-responses.ts'

const chat = (part: object): JsonObject => ({ model: 'm', messages: [{ role: 'user', content: [part] }] })
const anthropic = (block: object): JsonObject => ({ ...chat(block), max_tokens: 1 })
const responses = (part: object): JsonObject => ({ model: 'm', input: [{ role: 'user', content: [part] }] })
const gemini = (part: object): JsonObject => ({ contents: [{ role: 'user', parts: [part] }] })

const BY_ID: [Dialect, JsonObject, string][] = [
  [openaiChat, chat({ type: 'file', file: { file_id: 'file-1' } }), 'messages.0.content.0.file.file_id'],
  [openaiResponses, responses({ type: 'input_file', file_id: 'file-1' }), 'input.0.content.0.file_id'],
  [openaiResponses, responses({ type: 'input_image', file_id: 'file-1' }), 'input.0.content.0.file_id'],
  [
    anthropicDialect,
    anthropic({ type: 'image', source: { type: 'file', file_id: 'f' } }),
    'messages.0.content.0.source.file_id',
  ],
  [
    anthropicDialect,
    anthropic({ type: 'document', source: { type: 'file', file_id: 'f' } }),
    'messages.0.content.0.source.file_id',
  ],
  [
    geminiDialect,
    gemini({ fileData: { fileUri: 'https://generativelanguage.googleapis.com/v1beta/files/1' } }),
    'contents.0.parts.0.fileData.fileUri',
  ],
]

describe('a file that the vendor keeps belongs to the account that all customers share', () => {
  test.each(BY_ID)('400: %o', (dialect, body, field) => {
    const address = dialect === geminiDialect ? { model: 'm', stream: false } : undefined
    expect(() => dialect.read(body, address)).toThrow(`${field}: names a file in the account that all customers share`)
  })
})
