import { Text } from '@mantine/core'
import type { ReactNode } from 'react'

/** A panel has nothing to show, in a line. */
export const NothingYet = ({ children }: { children: ReactNode }) => (
  <Text c="dimmed" size="sm" px="md" pb="md">
    {children}
  </Text>
)
