import { fragment, type Fragment } from './database.ts'

/** The customers with this in their e-mail address, in any case. */
export const customersNamed = (q: string): Fragment =>
  fragment`(select c.id from customers c where strpos(lower(c.email), lower(${q})) > 0)`
