import { z } from 'zod'

/** Who sends the invoices, one line or more; where a variable can have one line only, `\n` stands for a new one. */
export const invoiceSeller = z
  .string()
  .transform((text) =>
    text
      .replaceAll('\\n', '\n')
      .split('\n')
      .map((line) => line.trim())
      .join('\n'),
  )
  .refine((text) => text.length <= 500 && text.split('\n').length <= 10, 'has more than 500 characters or 10 lines')
