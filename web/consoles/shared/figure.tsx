import './figure.css'
import { Anchor, Paper, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { Link } from 'wouter'

type Props = {
  label: string
  children: ReactNode
  note?: ReactNode
  /** Where there is more about it. */
  href?: string | undefined
}

/** One figure of a screen, large, with what it is and what to hold it against. */
export const Figure = ({ label, children, note, href }: Props) => (
  <Paper withBorder p="md" className="kx-figure">
    <Stack gap={2}>
      <FigureLabel label={label} href={href} />
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

export const FigureLabel = ({ label, href, size = 'sm' }: Pick<Props, 'label' | 'href'> & { size?: 'xs' | 'sm' }) =>
  href === undefined ? (
    <Text size={size} c="dimmed">
      {label}
    </Text>
  ) : (
    <Anchor component={Link} href={href} size={size} c="dimmed" className="kx-figure-link">
      {label}
    </Anchor>
  )
