import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { checkBase, gatewayBase } from './base.ts'
import { isNotLoaded } from './is-not-loaded.ts'
import { Screen } from './screen.tsx'

const REASONS = {
  broken: {
    title: 'This screen could not be shown',
    text: 'Something is wrong with it. Nothing was changed. Load it again, or go on to another screen.',
  },
  unreachable: {
    title: 'The gateway could not be reached',
    text: 'This screen was not opened before, and its code did not come. Check the connection, then try again.',
  },
  replaced: {
    title: 'This screen could not be loaded',
    text: 'A newer version of the console has probably been deployed since it was opened. Nothing was changed.',
  },
} as const

/** Why a screen is not there, and the way to it. */
export const ScreenFailure = ({ error }: { error: unknown }) => {
  const [reason, setReason] = useState<keyof typeof REASONS | undefined>(isNotLoaded(error) ? undefined : 'broken')
  const [isTrying, setTrying] = useState(false)
  useEffect(() => {
    if (!isNotLoaded(error)) return
    let isGone = false
    // Says no by itself, and does not fail.
    isReachable().then(
      (reachable) => {
        if (!isGone) setReason(reachable ? 'replaced' : 'unreachable')
      },
      () => undefined,
    )
    return () => {
      isGone = true
    }
  }, [error])
  /** A browser keeps a part that did not come as one that does not come: only a new page asks for it again, and only one that is there. */
  const tryAgain = async (): Promise<void> => {
    setTrying(true)
    if (await isReachable()) location.reload()
    else setReason('unreachable')
    setTrying(false)
  }
  if (reason === undefined) return <Text c="dimmed">Loading…</Text>
  const { title, text } = REASONS[reason]
  return (
    <Screen title="Screen not shown">
      <Alert color="red" icon={<IconAlertTriangle />} title={title} role="alert">
        <Stack gap="xs">
          <Text size="sm">{text}</Text>
          <Group>
            <Button
              size="xs"
              variant="light"
              color="red"
              loading={isTrying}
              onClick={() => {
                tryAgain().catch(() => undefined)
              }}
            >
              {reason === 'unreachable' ? 'Try again' : 'Load it again'}
            </Button>
          </Group>
        </Stack>
      </Alert>
    </Screen>
  )
}

/** Whether the gateway is well, and whether the page itself would come again: it may be on another host. */
const isReachable = async (): Promise<boolean> => {
  const page = fetch(location.pathname, { cache: 'no-store' }).then(
    ({ ok }) => ok,
    () => false,
  )
  return (await checkBase(gatewayBase())).ok && (await page)
}
