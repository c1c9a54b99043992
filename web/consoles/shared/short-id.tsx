import { Group } from '@mantine/core'
import { Copy } from './copy.tsx'

type Props = {
  text: string
  /** Names it: `the hash`. */
  what: string
  digits?: number
}

/** The beginning of something long, and a way to copy all of it. */
export const ShortId = ({ text, what, digits = 8 }: Props) => (
  <Group gap={2} wrap="nowrap">
    <span className="kx-mono" title={text}>
      {text.length > digits + 3 ? `${text.slice(0, digits)}…` : text}
    </span>
    <Copy text={text} what={what} />
  </Group>
)
