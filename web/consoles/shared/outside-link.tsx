import { Anchor, type AnchorProps } from '@mantine/core'
import { IconExternalLink } from '@tabler/icons-react'
import type { ReactNode } from 'react'

/** A link to another site. An address that came as data may be of any scheme; only https becomes a link. */
export const OutsideLink = ({ href, children, ...anchor }: AnchorProps & { href: string; children: ReactNode }) =>
  URL.parse(href)?.protocol === 'https:' ? (
    <Anchor href={href} target="_blank" rel="noreferrer" size="sm" {...anchor}>
      {children} <IconExternalLink size={12} aria-label="opens in a new tab" />
    </Anchor>
  ) : (
    <span>{children}</span>
  )
