import { z } from 'zod'

/** Everything that PostgreSQL or a screen would stumble over; tabs and line breaks are part of a note. */
// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const UNFIT = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/

/** An operator's own remarks, of several lines; empty text is none. */
export const notesField = z
  .string()
  .trim()
  .max(4_000, 'has more than 4000 characters')
  .refine((text) => !UNFIT.test(text) && text.isWellFormed(), 'has characters that cannot be stored')
  .transform((text) => (text === '' ? null : text))
