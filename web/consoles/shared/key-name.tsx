import { Stack, Text } from '@mantine/core'

/** A key in a list: its label, and below it its end. */
export const KeyName = ({ label, last4 }: { label: string; last4: string | null }) => (
  <Stack gap={0} miw="12ch">
    <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
      {label}
    </Text>
    <Text size="xs" c="dimmed" className="kx-mono">
      …{last4}
    </Text>
  </Stack>
)
