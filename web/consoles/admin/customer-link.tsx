import { Anchor } from '@mantine/core'
import { Link } from 'wouter'

/** Leads to the page of a customer, by its e-mail address where that is known. */
export const CustomerLink = ({ id, email }: { id: string; email?: string }) => (
  <Anchor
    component={Link}
    href={`/customers/${id}`}
    size="sm"
    className="kx-customer"
    style={{ overflowWrap: 'anywhere' }}
  >
    {email ?? `Customer ${id}`}
  </Anchor>
)
