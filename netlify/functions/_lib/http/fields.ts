import { z } from 'zod'

/** Fields that several bodies and queries share. Names are the wire contract's. */

const NOT_AN_ID = 'is not an id'

/** An id as a number or a numeric string; stays text, as the database has it. */
export const idField = z
  .union(
    [
      z.int().min(1, NOT_AN_ID).transform(String),
      // A union whose last refusal is one of form speaks with that alternative's words.
      z.string().regex(/^[1-9]\d{0,17}$/, NOT_AN_ID),
    ],
    NOT_AN_ID,
  )
  .meta({ description: 'An id, as a number or as its text.' })

/** Text that is stored and shown: trimmed, without control characters. */
export const textField = (maxLength: number) =>
  z
    .string()
    .trim()
    .min(1, 'is empty')
    .max(maxLength, `has more than ${maxLength} characters`)
    // PostgreSQL stores no NUL, and a lone surrogate is not text.
    .refine((text) => !hasControlCharacter(text) && text.isWellFormed(), 'has characters that cannot be stored')

export const emailField = textField(254).regex(/^[^\s@]+@[^\s@]+$/, 'is not an e-mail address')

/**
 * An array that is judged up to its first wrong element. Zod alone collects an issue for every one, and a body of three million
 * zeros would end the process before its sender's key is even looked up.
 */
export const listField = <T>(element: z.ZodType<T>, maxLength: number, error?: string) =>
  z.preprocess((value: unknown) => {
    if (!Array.isArray(value) || value.length > maxLength) return value
    const items: unknown[] = value
    const wrong = items.findIndex((item) => !element.safeParse(item).success)
    return wrong === -1 ? items : items.slice(0, wrong + 1)
  }, z.array(element, error).max(maxLength))

/** Money of a cap, in whole cents; at most $5,000,000. */
export const centsField = z
  .int('is not a whole number')
  .min(0, 'is negative')
  .max(500_000_000, 'is more than 500000000')

export const limitField = z
  .int('is not a whole number')
  .min(-1, 'is below -1')
  .max(1_000_000, 'is more than 1000000')
  .meta({ description: '0 and less: no limit.' })

export const seatsField = z
  .int('is not a whole number')
  .min(0, 'is negative')
  .max(1_000_000, 'is more than 1000000')
  .meta({ description: 'Device seats; 0: any number.' })

/** Lower case, as calls name them: a list with "OpenAI" in it would otherwise allow nothing. */
const providerName = textField(40).toLowerCase()

/** An array, or names separated by commas. Empty means: no list of its own. */
export const providersField = z
  .union(
    [
      z.array(providerName).max(100),
      z
        .string()
        .transform((text) =>
          text
            .split(',')
            .map((name) => name.trim())
            .filter((name) => name !== ''),
        )
        .pipe(z.array(providerName).max(100)),
    ],
    'is neither an array of provider names nor a comma-separated text, as ["openai", "gemini"]',
  )
  .meta({ description: 'Provider names, as an array or separated by commas. Empty: no list of its own; `*`: all.' })

const modelLists = z.record(
  providerName,
  listField(textField(200), 1_000, 'is not a list of models, as ["gpt-4o-mini"]'),
)

/** `{"openai": ["gpt-4o-mini"], "*": ["*"]}`, or the same as JSON text. */
export const modelsField = z
  .union(
    [
      modelLists,
      z
        .string()
        .transform((text, context): unknown => {
          try {
            return JSON.parse(text)
          } catch {
            context.addIssue({ code: 'custom', message: 'is not JSON' })
            return z.NEVER
          }
        })
        .pipe(modelLists),
    ],
    'is not an object of provider names and model lists, as {"openai": ["gpt-4o-mini"]}',
  )
  .meta({
    description: 'Models by provider, as an object or its JSON text: `{"openai": ["gpt-4o-mini"], "*": ["*"]}`.',
  })

/** ISO 8601 with a zone. */
export const instantField = z.iso
  .datetime({ offset: true, error: 'is not an ISO 8601 time with a zone' })
  .transform((text) => new Date(text))

const hasControlCharacter = (text: string): boolean => {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code < 0x20 || code === 0x7f) return true
  }
  return false
}
