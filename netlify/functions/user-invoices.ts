import { z } from 'zod'
import { endpoint } from './_lib/http/endpoint.ts'
import { invoiceAnswer } from './_lib/http/invoice-answer.ts'
import { consistently, invoiceFields } from './_lib/http/invoice-fields.ts'
import { invoiceReader } from './_lib/http/invoice-reader.ts'
import { route, type Routes } from './_lib/http/route.ts'

export const routes: Routes = {
  GET: route({
    summary: "The account's invoice of a month, as it was issued or as it stands",
    description: 'With `list=1`: what was issued, one of each month, newest month first.',
    errors: ['NOT_FOUND'],
    auth: invoiceReader,
    query: z.object(invoiceFields).superRefine(consistently),
    handle: ({ caller, query, deps }) => invoiceAnswer(deps, caller.customer_id, query),
  }),
}

export default endpoint(routes)
