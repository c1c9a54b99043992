import { Paper, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'

/** One figure of a screen, large, with what it is and what to hold it against. */
export const Figure = ({ label, children, note }: { label: string; children: ReactNode; note?: ReactNode }) => (
  <Paper withBorder p="md">
    <Stack gap={2}>
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <Text fz={26} fw={650} lh={1.2} style={{ fontVariantNumeric: 'tabular-nums' }} component="div">
        {children}
      </Text>
      {note !== undefined && (
        <Text size="xs" c="dimmed" component="div">
          {note}
        </Text>
      )}
    </Stack>
  </Paper>
)
