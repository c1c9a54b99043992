import { z } from 'zod'
import { idField, textField } from './fields.ts'

/** `<key id>:<install id>` of the last device of the page before. */
export const deviceCursor = z
  .string()
  .regex(/^[1-9]\d{0,17}:\P{Cc}{1,80}$/u, 'is not a cursor of this list')
  .refine((text) => text.isWellFormed(), 'is not a cursor of this list')
  .transform((text) => {
    const colon = text.indexOf(':')
    return { apiKeyId: text.slice(0, colon), installId: text.slice(colon + 1) }
  })
  .meta({ description: '`next_cursor` of the page before.' })

/** Takes a device's seat away, or gives it back. */
export const deviceChangeFields = { api_key_id: idField, install_id: textField(80), revoked: z.boolean() }
