import { z } from 'zod'
import { byteOrderMarkField } from './byte-order-mark-field.ts'
import { monthField, numericCursor, outcomeField } from './report-fields.ts'

/** What every export may be asked for. Names are the wire contract's. */
export const exportFields = {
  type: z.enum(['events', 'summary', 'invoice'], 'is not events, summary or invoice').default('events'),
  month: monthField,
  format: z.enum(['csv', 'ndjson'], 'is neither csv nor ndjson').default('csv'),
  /** Of events: how many at most, and the id behind which to go on. */
  limit: z
    .string()
    .regex(/^[1-9]\d{0,8}$/, 'is not a whole number above zero')
    .transform(Number)
    .optional(),
  cursor: numericCursor.optional(),
  outcome: outcomeField.meta({
    description: 'Of calls: those alone that ended so; `unfinished`: in any way but `completed`.',
  }),
  bom: byteOrderMarkField,
}

type Asked = { type: string; format: string; outcome?: string | undefined; bom: boolean }

/** Refuses what would be left out without a word. */
export const consistentExport = ({ type, format, outcome, bom }: Asked, context: z.RefinementCtx): void => {
  const refuse = (field: keyof Asked, message: string) => context.addIssue({ code: 'custom', path: [field], message })
  if (outcome !== undefined && type !== 'events') refuse('outcome', 'narrows calls alone (type=events)')
  if (bom && format !== 'csv') refuse('bom', 'is of CSV alone (format=csv)')
}

export const EXPORT_DESCRIPTION = `\`type\`: the calls (\`events\`, oldest first), the sums or the invoice. What one response does not hold is
announced before its body: \`x-kaixu-row-count\` rows are in it, \`x-kaixu-next-cursor\` and \`link: <…>; rel="next"\` lead to the
rest. A part that goes on has no header line, so that all parts in a row are the whole file.`
