import { Anchor } from '@mantine/core'
import { Link } from 'wouter'

type Props = { customerId: string; label: string; last4: string | null }

/** Leads to a key in the list of its customer's. */
export const KeyLink = ({ customerId, label, last4 }: Props) => (
  <Anchor
    component={Link}
    href={`/customers/${customerId}/keys?q=${encodeURIComponent(last4 ?? label)}`}
    size="sm"
    style={{ overflowWrap: 'anywhere' }}
  >
    {label} <span style={{ whiteSpace: 'nowrap' }}>…{last4}</span>
  </Anchor>
)
