import { Button, Group, Text } from '@mantine/core'
import { useState } from 'react'
import type { Paging } from './paging.ts'

type Props = {
  paging: Paging
  nextCursor: string | null
  shown: number
  /** What is shown is still the page before. */
  isStale: boolean
}

/** Which page is shown, and the ways to the others. Nothing when there is one page only. */
export const TablePages = ({ paging, nextCursor, shown, isStale }: Props) => {
  // The number belongs to the rows: it changes with them, not with the click.
  const [arrived, setArrived] = useState(paging.page)
  if (!isStale && arrived !== paging.page) setArrived(paging.page)
  if (arrived === 1 && nextCursor === null) return null
  const wait = { 'aria-disabled': isStale, 'data-disabled': isStale || undefined }
  return (
    <Group justify="space-between" p="xs">
      <Text size="sm" c="dimmed" aria-live="polite">
        Page {arrived}, {shown} {shown === 1 ? 'row' : 'rows'}
      </Text>
      <Group gap="xs">
        <Button
          size="xs"
          variant="default"
          disabled={arrived === 1}
          {...wait}
          onClick={() => {
            if (!isStale) paging.back?.()
          }}
        >
          Back
        </Button>
        <Button
          size="xs"
          variant="default"
          disabled={nextCursor === null}
          {...wait}
          onClick={() => {
            // The cursor that is known is the one that is on its way.
            if (!isStale && nextCursor !== null) paging.next(nextCursor)
          }}
        >
          Next
        </Button>
      </Group>
    </Group>
  )
}
