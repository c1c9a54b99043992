import { Anchor } from '@mantine/core'
import { Link } from 'wouter'

/** Leads to the page of a customer. */
export const CustomerLink = ({ id }: { id: string }) => (
  <Anchor component={Link} href={`/customers/${id}`} size="sm">
    Customer {id}
  </Anchor>
)
