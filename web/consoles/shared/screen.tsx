import { Group, Stack, Text, Title } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import type { ReactNode } from 'react'

type Props = {
  title: string
  /** One line on what is seen here. */
  lead?: ReactNode
  actions?: ReactNode
  children: ReactNode
}

/** The frame of every screen. */
export const Screen = ({ title, lead, actions, children }: Props) => {
  useDocumentTitle(`${title} · Kaixu Gateway`)
  return (
    <Stack gap="lg">
      <Group justify="space-between" align="flex-end" wrap="wrap">
        <Stack gap={2}>
          <Title order={1} size="h2">
            {title}
          </Title>
          {lead !== undefined && (
            <Text c="dimmed" size="sm" style={{ overflowWrap: 'anywhere' }}>
              {lead}
            </Text>
          )}
        </Stack>
        {actions !== undefined && <Group gap="xs">{actions}</Group>}
      </Group>
      {children}
    </Stack>
  )
}
