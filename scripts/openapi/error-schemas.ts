import { ERROR_STATUS } from '../../netlify/functions/_lib/domain/errors.ts'
import { anthropicDialect } from '../../netlify/functions/_lib/dialects/anthropic.ts'
import { geminiDialect } from '../../netlify/functions/_lib/dialects/gemini.ts'
import { openaiChat } from '../../netlify/functions/_lib/dialects/openai-chat.ts'
import { errorBody, type WriteError } from '../../netlify/functions/_lib/http/error-response.ts'
import type { JsonSchema } from './input-schema.ts'

const text = { type: 'string' }
const object = (properties: Record<string, JsonSchema>, required = Object.keys(properties)): JsonSchema => ({
  type: 'object',
  properties,
  required,
})

/** Each form of an error, with the function that writes it. */
export const ERROR_FORMS: readonly { name: string; write: WriteError; schema: JsonSchema }[] = [
  {
    name: 'Error',
    write: errorBody,
    schema: {
      ...object({ error: text, code: { type: 'string', enum: Object.keys(ERROR_STATUS) }, request_id: text }),
      description: 'Every error; further fields depend on the code. `hint` says what can be done about it.',
      additionalProperties: true,
    },
  },
  {
    name: 'OpenAIError',
    write: openaiChat.writeError,
    schema: {
      ...object({
        error: object({
          message: text,
          type: text,
          code: text,
          param: { type: ['string', 'null'] },
          kaixu: object({ code: { $ref: '#/components/schemas/Error/properties/code' }, request_id: text }),
        }),
      }),
      description: "OpenAI's envelope; `error.kaixu` has our own error.",
    },
  },
  {
    name: 'AnthropicError',
    write: anthropicDialect.writeError,
    schema: {
      ...object({
        type: { const: 'error' },
        error: object({
          type: text,
          message: text,
          details: object({ error_code: { $ref: '#/components/schemas/Error/properties/code' } }),
        }),
        request_id: text,
      }),
      description: "Anthropic's envelope; `error.details.error_code` is our code.",
    },
  },
  {
    name: 'GeminiError',
    write: geminiDialect.writeError,
    schema: {
      ...object({
        error: object({
          code: { type: 'integer' },
          message: text,
          status: text,
          details: { type: 'array', items: object({ '@type': text }) },
        }),
      }),
      description: "Google's envelope; the `ErrorInfo` among `error.details` has our code as its `reason`.",
    },
  },
]

/** The name of the schema of a route's errors. */
export const errorFormOf = (writeError: WriteError = errorBody): string => {
  const form = ERROR_FORMS.find(({ write }) => write === writeError)
  if (form === undefined) throw new Error('a form of errors has no schema in error-schemas.ts')
  return form.name
}
