import { Badge } from '@mantine/core'

/** The method of an endpoint, as wide as the longest. */
export const MethodBadge = ({ method, size = 'sm' }: { method: string; size?: 'xs' | 'sm' | 'lg' }) => (
  <Badge variant="default" radius="sm" size={size} style={{ flexShrink: 0 }}>
    {method}
  </Badge>
)
