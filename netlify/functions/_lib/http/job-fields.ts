import { z } from 'zod'
import { GatewayError } from '../domain/errors.ts'
import { JOB_FILTERS } from '../services/jobs.ts'
import { chatBody } from './chat-body.ts'
import { pageSize } from './report-fields.ts'
import { fieldsOfBody } from './request-body.ts'
import { searchField } from './search-field.ts'
import { webhookUrlField } from './webhook-url-field.ts'

/** A chat body, and who is to be told when the answer is there. */
export const jobRequest = chatBody
  .extend({
    callback_url: webhookUrlField
      .nullish()
      .meta({ description: 'An HTTPS address that is told, signed, when the job is complete.' }),
  })
  .meta({ title: 'JobRequest' })

/** What is kept of a body for the worker: the chat, without anything else that a client may have put there. */
export const storedRequest = (text: string): string => {
  const fields = Object.entries(fieldsOfBody(text)).filter(([name]) => Object.hasOwn(chatBody.shape, name))
  return JSON.stringify(Object.fromEntries(fields))
}

/** What the worker finds, read as it was when it came. */
export const readStoredRequest = (stored: unknown) => chatBody.parse(stored)

/** Not an id: there is no such job. */
export const jobIdField = z.string().trim().max(80, 'has more than 80 characters')

/** What every list of jobs is asked. Newest first. */
export const jobListFields = {
  q: searchField.meta({ description: 'How the id of a job begins, or a part of `provider/model`.' }),
  status: z
    .enum(JOB_FILTERS, `is none of ${JOB_FILTERS.join(', ')}`)
    .optional()
    .meta({ description: '`cancelled`: those that somebody stopped, which `failed` has among others.' }),
  limit: pageSize(50, 200),
  cursor: z
    .string()
    .regex(/^\d{4}-\d\d-\d\dT[\d:.]{8,15}Z_[0-9a-f-]{36}$/, 'is not a cursor of this list')
    .refine((text) => !Number.isNaN(Date.parse(text.slice(0, text.indexOf('_')))), 'is not a cursor of this list')
    .transform((text) => {
      const [createdAt = '', id = ''] = text.split('_')
      return { createdAt: new Date(createdAt), id }
    })
    .optional(),
}

/** The job that a request is about: named in the body or in the query. @throws GatewayError BAD_REQUEST */
export const namedJob = (body: { id?: string | undefined }, query: { id?: string | undefined }): string => {
  const id = body.id ?? query.id
  if (id !== undefined) return id
  throw new GatewayError('BAD_REQUEST', 'id: is missing', { details: { field: 'id' } })
}
