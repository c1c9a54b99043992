import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { createContext, use, type ReactNode } from 'react'
import { Link } from 'wouter'
import type { ApiError } from './api.ts'
import { Copy } from './copy.tsx'

/** Where a request id can be looked up; undefined for those who may not. */
export const MonitorLink = createContext<((requestId: string) => string) | undefined>(undefined)

type Props = {
  error: ApiError
  retry?: (() => void) | undefined
  /** Says what went wrong where the gateway's own words would not help. */
  title?: string | undefined
  /** What to do about it, where more is known here. */
  hint?: string | undefined
  children?: ReactNode
}

/** What went wrong, what to do about it, and the id to ask about. */
export const Failure = ({ error, retry, title = error.message, hint = error.hint, children }: Props) => {
  const monitorLink = use(MonitorLink)
  return (
    <Alert color="red" icon={<IconAlertTriangle />} title={title} role="alert">
      <Stack gap="xs">
        {hint !== undefined && <Text size="sm">{hint}</Text>}
        {children}
        {error.requestId !== undefined && (
          <Group gap={4}>
            <Text size="xs" c="dimmed">
              Request <span className="kx-mono">{error.requestId}</span> · {error.code}
            </Text>
            <Copy text={error.requestId} what="the request id" />
            {monitorLink !== undefined && (
              <Button component={Link} href={monitorLink(error.requestId)} size="compact-xs" variant="subtle">
                Open in the monitor
              </Button>
            )}
          </Group>
        )}
        {retry !== undefined && (
          <Group>
            <Button size="xs" variant="light" color="red" onClick={retry}>
              Try again
            </Button>
          </Group>
        )}
      </Stack>
    </Alert>
  )
}
