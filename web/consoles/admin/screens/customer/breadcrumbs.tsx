import { Anchor, Text } from '@mantine/core'
import { Link } from 'wouter'

/** Back to the list that the customer is in. */
export const Breadcrumbs = () => (
  <Text size="sm" c="dimmed" component="nav" aria-label="Breadcrumb" mb={4}>
    <Anchor component={Link} href="/customers" size="sm">
      Customers
    </Anchor>{' '}
    <span aria-hidden>/</span>
  </Text>
)
