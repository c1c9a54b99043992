import { z } from 'zod'
import { invoiceBody } from './_lib/domain/invoice-body.ts'
import { admin } from './_lib/http/auth.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { idField } from './_lib/http/fields.ts'
import { idempotencyKeyOf } from './_lib/http/idempotency-key.ts'
import { allInvoicesBody, invoiceAnswer } from './_lib/http/invoice-answer.ts'
import { consistentlyForOperator, listedMonth, operatorInvoiceFields } from './_lib/http/invoice-fields.ts'
import { json } from './_lib/http/json.ts'
import { maybeMonthField } from './_lib/http/report-fields.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { allInvoices, issueInvoiceOf } from './_lib/services/invoices.ts'

export const routes: Routes = {
  GET: route({
    summary: "A customer's invoice of a month, as it was issued or as it stands",
    description:
      'With `list=1`: what was issued, one of each month, newest month first; without a customer everybody’s, newest issued first.',
    errors: ['NOT_FOUND'],
    auth: admin,
    query: z.object(operatorInvoiceFields).superRefine(consistentlyForOperator),
    handle: async ({ query: { customer_id: customerId, ...asked }, deps }) => {
      if (customerId === undefined) {
        const { q, cursor: before, limit } = asked
        return json(allInvoicesBody(await allInvoices(deps, { month: listedMonth(asked), q, before, limit })))
      }
      // Existing clients read the id as the number that they sent.
      return invoiceAnswer(deps, customerId, asked, { customer_id: Number(customerId) })
    },
  }),
  POST: route({
    summary: "Issue the next revision of a month's invoice, once per Idempotency-Key",
    description:
      'What was issued before stays as it is. Without an Idempotency-Key every request issues another revision, even of a month in which nothing has changed.',
    errors: ['NOT_FOUND', 'IDEMPOTENCY_MISMATCH'],
    headers: ['idempotency-key'],
    auth: admin,
    query: z.object({ customer_id: idField, month: maybeMonthField }),
    handle: async ({ caller, query: { customer_id: customerId, month: asked }, request, deps }) => {
      const order = { customerId, month: asked, requestId: idempotencyKeyOf(request), actor: caller.actor }
      const { snapshot, repeated } = await issueInvoiceOf(deps, order)
      const { month, revision } = snapshot
      const answer = { ok: true, month, customer_id: Number(customerId), revision, snapshot: invoiceBody(snapshot) }
      return json(answer, { headers: repeated ? { 'x-kaixu-replayed': 'true' } : {} })
    },
  }),
}

export default endpoint(routes)
