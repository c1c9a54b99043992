import { z } from 'zod'
import { textField } from './fields.ts'

/** What a list is searched for; taken literally. Empty: everything. */
export const searchField = z
  .string()
  .optional()
  .transform((text) => (text?.trim() === '' ? undefined : text))
  .pipe(textField(200).optional())
