import { Paper, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'

/** There is nothing here, and what to do next. */
export const Empty = ({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) => (
  <Paper withBorder p="xl">
    <Stack align="center" gap="xs">
      <Text fw={600}>{title}</Text>
      {children !== undefined && (
        <Text c="dimmed" size="sm" ta="center" maw={520}>
          {children}
        </Text>
      )}
      {action}
    </Stack>
  </Paper>
)
