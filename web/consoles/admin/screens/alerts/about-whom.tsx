import type { OperatorDelivery } from '../../../shared/answers.ts'
import { CustomerLink } from '../../customer-link.tsx'

/** Whom a message is about; a test of the operator's own webhook is about nobody. */
export const AboutWhom = ({ delivery: { customer_id: id, customer_email: email } }: { delivery: OperatorDelivery }) =>
  id === null ? '–' : <CustomerLink id={id} {...(email === null ? {} : { email })} />
