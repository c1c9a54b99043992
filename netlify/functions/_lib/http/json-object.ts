import { z } from 'zod'
import type { JsonObject } from '../dialects/dialect.ts'

/** A body that its dialect reads: any JSON object. */
export const jsonObject = z
  .custom<JsonObject>(
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
    'the body is not a JSON object',
  )
  .meta({ type: 'object', description: "The vendor's own format; its page says more." })
