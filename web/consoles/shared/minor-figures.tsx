import { Paper, SimpleGrid, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { FigureLabel } from './figure.tsx'

type MinorFigure = { label: string; value: ReactNode; note: ReactNode; href?: string }

/** Figures that one looks up and does not watch: one row of them in one frame. */
export const MinorFigures = ({ of }: { of: readonly MinorFigure[] }) => (
  <Paper withBorder p="md">
    <SimpleGrid cols={{ base: 2, sm: 3, lg: of.length }} spacing="md" verticalSpacing="sm">
      {of.map(({ label, value, note, href }) => (
        <Stack key={label} gap={0} className="kx-figure">
          <FigureLabel label={label} href={href} size="xs" />
          <Text fw={600} component="div" style={{ fontVariantNumeric: 'tabular-nums' }}>
            {value}
          </Text>
          <Text size="xs" c="dimmed" component="div">
            {note}
          </Text>
        </Stack>
      ))}
    </SimpleGrid>
  </Paper>
)
