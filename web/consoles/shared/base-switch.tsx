import { Button, Group, Text, Tooltip } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconServer } from '@tabler/icons-react'
import { lazy, Suspense } from 'react'
import { baseName } from './base.ts'
import { useGatewayBase } from './use-gateway-base.ts'

const BaseDialog = lazy(() => import('./base-dialog.tsx'))

/** Which gateway the page talks to, and another one instead: asked for its health before it is kept. `compact`: no name on a telephone. */
export const BaseSwitch = ({ compact = false }: { compact?: boolean }) => {
  const [opened, { open, close }] = useDisclosure()
  const shown = baseName(useGatewayBase())
  return (
    <>
      <Tooltip label={`Gateway Base: which gateway this page talks to (${shown})`}>
        <Button variant="default" size="xs" px={8} onClick={open} aria-label={`Gateway Base: ${shown}`}>
          <Group gap={6} wrap="nowrap">
            <IconServer size={14} />
            <Text span size="xs" truncate maw={180} {...(compact ? { visibleFrom: 'sm' } : {})}>
              {shown}
            </Text>
          </Group>
        </Button>
      </Tooltip>
      {opened && (
        <Suspense>
          <BaseDialog close={close} />
        </Suspense>
      )}
    </>
  )
}
