import { Badge } from '@mantine/core'
import type { ReactNode } from 'react'

type Props = {
  /** What the dot says to those who see colours; the text says it to everybody. */
  tone: 'good' | 'busy' | 'warn' | 'bad' | 'quiet'
  children: ReactNode
}

const COLOR: Readonly<Record<Props['tone'], string>> = {
  good: 'teal',
  busy: 'blue',
  warn: 'orange',
  bad: 'red',
  quiet: 'gray.6',
}

/** A state in a word, in the colours of the text around it, so that it can be read on every ground. */
export const StatusBadge = ({ tone, children }: Props) => (
  <Badge variant="dot" color={COLOR[tone]} tt="none" fw={500} miw="max-content">
    {children}
  </Badge>
)
