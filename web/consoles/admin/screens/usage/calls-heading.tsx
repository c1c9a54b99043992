import { Title } from '@mantine/core'
import type { RefObject } from 'react'

/** Where it is scrolled to, the header of the page does not lie over it. */
const BELOW_HEADER = { scrollMarginTop: 'calc(var(--app-shell-header-offset, 0rem) + var(--mantine-spacing-md))' }

/** It takes the focus of whoever is led to it. */
export const CallsHeading = ({ ref }: { ref: RefObject<HTMLHeadingElement | null> }) => (
  <Title order={2} size="h5" ref={ref} tabIndex={-1} style={BELOW_HEADER}>
    Calls
  </Title>
)
