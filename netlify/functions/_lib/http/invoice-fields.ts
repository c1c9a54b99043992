import { z } from 'zod'
import { byteOrderMarkField } from './byte-order-mark-field.ts'
import { idField } from './fields.ts'
import { maybeMonthField, pageSize } from './report-fields.ts'
import { searchField } from './search-field.ts'

const NOT_A_CURSOR = 'is not a cursor of this list'

const flag = z
  .enum(['0', '1', 'true', 'false'], 'is neither 0 nor 1')
  .default('0')
  .transform((text) => text === '1' || text === 'true')

/** What is asked about invoices: one month's in a format, or with `list=1` (or `month=all`) which there are. */
export const invoiceFields = {
  month: z.union([z.literal('all'), maybeMonthField], 'is neither a month, YYYY-MM, nor all').meta({
    description:
      'A UTC month, `YYYY-MM`; the current one when absent. `all` asks for the list; with `list=1` a month narrows it.',
  }),
  revision: z
    .string()
    .regex(/^[1-9]\d{0,8}$/, 'is not a whole number above zero')
    .transform(Number)
    .optional()
    .meta({ type: 'integer', minimum: 1, description: 'Which of the issued ones; the latest when absent.' }),
  preview: flag.meta({ description: '`1`: as the month stands now, whatever was issued.' }),
  list: flag.meta({ description: '`1`: what was issued, instead of one of them.' }),
  format: z
    .enum(['json', 'csv', 'html'], 'is none of json, csv and html')
    .default('json')
    .meta({ description: 'JSON, a table, or a page to print.' }),
  bom: byteOrderMarkField,
  q: searchField.meta({
    description: 'Of the list: a part of the number of an invoice (`5-2026-10-r1`), or of who issued it.',
  }),
  limit: pageSize(24, 120),
  cursor: z
    .string()
    .regex(/^\d{4}-\d{2}$/, NOT_A_CURSOR)
    .optional()
    .meta({ description: '`next_cursor` of the page before.' }),
}

export type InvoiceFields = z.output<z.ZodObject<typeof invoiceFields>>

/** Refuses a query whose fields contradict each other. */
export const consistently = (query: InvoiceFields, context: z.RefinementCtx): void => {
  const refuse = (field: keyof InvoiceFields, message: string) =>
    context.addIssue({ code: 'custom', path: [field], message })
  if (query.preview && query.revision !== undefined) refuse('revision', 'a preview has none')
  if (query.bom && query.format !== 'csv') refuse('bom', 'is of CSV alone (format=csv)')
  if (!wantsList(query)) return
  if (query.format !== 'json') refuse('format', 'a list is json only')
  if (query.revision !== undefined) refuse('revision', 'is of one invoice; a list has the latest of each month')
  if (query.preview) refuse('preview', 'is of one invoice; a list has what was issued')
}

/** The same of an operator, who may ask for the list of all customers' invoices, too. */
export const operatorInvoiceFields = {
  customer_id: idField.optional().meta({ description: 'Whose; with `list=1`, everybody’s when absent.' }),
  ...invoiceFields,
  q: searchField.meta({
    description:
      'Of the list: a part of the number of an invoice (`5-2026-10-r1`), of who issued it, or of the e-mail address of a customer where it is of all.',
  }),
  cursor: z
    .string()
    .regex(/^(\d{4}-\d{2}|\d{1,18})$/, NOT_A_CURSOR)
    .optional()
    .meta({ description: '`next_cursor` of the page before.' }),
}

export type OperatorInvoiceFields = z.output<z.ZodObject<typeof operatorInvoiceFields>>

export const consistentlyForOperator = (query: OperatorInvoiceFields, context: z.RefinementCtx): void => {
  consistently(query, context)
  const { customer_id: customerId, cursor } = query
  const refuse = (field: keyof OperatorInvoiceFields, message: string) =>
    context.addIssue({ code: 'custom', path: [field], message })
  if (customerId === undefined && !wantsList(query)) {
    refuse('customer_id', 'is missing from the query string (?customer_id=…); only a list (list=1) is of all customers')
  }
  // A customer's list goes on behind a month, that of all behind an invoice.
  if (cursor !== undefined && cursor.includes('-') !== (customerId !== undefined)) refuse('cursor', NOT_A_CURSOR)
}

/** Which month a list is narrowed to. */
export const listedMonth = ({ month }: Pick<InvoiceFields, 'month'>): string | undefined =>
  month === 'all' ? undefined : month

export const wantsList = ({ list, month }: InvoiceFields): boolean => list || month === 'all'
