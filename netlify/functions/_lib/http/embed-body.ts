import { z } from 'zod'
import { MAX_EMBEDDING_INPUTS, type EmbeddingCall } from '../dialects/embeddings/call.ts'
import { listField } from './fields.ts'

const name = (maxLength: number) =>
  z
    .string()
    .trim()
    .min(1, 'is empty')
    .max(maxLength, `has more than ${maxLength} characters`)
    .regex(/^[\x21-\x7e]+$/, 'has characters that no name has')

/** The house names of embedding models that existing clients send; what they stand for is theirs to rely on. */
const MODEL_ALIASES: Readonly<Record<string, string>> = {
  'kaixu-embed-001': 'embedding-001',
  'kaixu-embed-004': 'text-embedding-004',
}

/** The body of gateway-embed (wire contract 1.1). Empty texts are dropped; unknown extra fields are ignored. */
export const embedBody = z.object({
  provider: name(40)
    .toLowerCase()
    .meta({ description: '`openai`, `gemini` …; `skyes-over-london` is the default provider.' }),
  model: name(200).transform((model) => MODEL_ALIASES[model] ?? model),
  input: z
    .union([z.string(), listField(z.string(), MAX_EMBEDDING_INPUTS)], 'is neither a text nor an array of texts')
    .transform((input) => [input].flat().filter((text) => text !== ''))
    .refine((texts) => texts.length > 0, 'has no text that is not empty'),
  taskType: z.string().max(100, 'has more than 100 characters').optional(),
  title: z.string().max(10_000, 'has more than 10000 characters').optional(),
  // As the predecessor had it: whatever is no length is no wish.
  outputDimensionality: z
    .unknown()
    .optional()
    .transform((value) => (typeof value === 'number' && value >= 1 && value < 100_000 ? Math.trunc(value) : undefined))
    .meta({ description: 'Length of the vectors; anything but a number from 1 to 99999 counts as absent.' }),
})
export type EmbedBody = z.output<typeof embedBody>

export const embedCall = (body: EmbedBody): EmbeddingCall => ({
  provider: body.provider,
  model: body.model,
  inputs: body.input,
  title: body.title,
  format: undefined,
  asksBase64: false,
  amend: () => {
    throw new Error('no vendor speaks the format of gateway-embed')
  },
  translate: () => ({
    inputs: body.input,
    ...(body.outputDimensionality === undefined ? {} : { dimensions: body.outputDimensionality }),
    ...(body.taskType === undefined || body.taskType === '' ? {} : { taskType: body.taskType }),
    ...(body.title === undefined || body.title === '' ? {} : { title: body.title }),
  }),
})
