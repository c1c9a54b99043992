import { Box, Group, Paper, Title } from '@mantine/core'
import type { ReactNode } from 'react'

type Props = {
  title: string
  /** Beside the title. */
  actions?: ReactNode
  /** What is in it goes from edge to edge, as a table does (frameless). */
  flush?: boolean
  children: ReactNode
}

/** A part of a screen, with its title inside the frame. */
export const Panel = ({ title, actions, flush = false, children }: Props) => (
  <Paper withBorder style={{ overflow: 'hidden' }}>
    <Group justify="space-between" px="md" pt="md" pb={flush ? 'xs' : 'sm'}>
      <Title order={2} size="h5">
        {title}
      </Title>
      {actions}
    </Group>
    <Box px={flush ? 0 : 'md'} pb={flush ? 0 : 'md'}>
      {children}
    </Box>
  </Paper>
)
