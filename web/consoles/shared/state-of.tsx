import { Skeleton, Stack } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { ApiError } from './api.ts'
import { Failure } from './failure.tsx'
import { isOfPage, PageIsGone } from './page-is-gone.tsx'
import { RefreshNotice } from './refresh-notice.tsx'
import { Stale } from './stale.ts'

type Props<Answer> = {
  of: UseQueryResult<Answer, ApiError>
  /** Shown while there is nothing yet: about the size of what comes. */
  rows?: number
  children: (answer: Answer) => ReactNode
}

/** A part of a screen in exactly one state: loading, failed, or ready, be it with an old answer. Whether ready is empty, only its children know. */
export const StateOf = <Answer,>({ of, rows = 6, children }: Props<Answer>) => {
  if (of.data !== undefined) {
    return (
      <RefreshNotice of={of}>
        <Stale value={of.isPlaceholderData}>{children(of.data)}</Stale>
      </RefreshNotice>
    )
  }
  if (of.error !== null && isOfPage(of.error)) return <PageIsGone />
  if (of.error !== null)
    return (
      <Failure
        error={of.error}
        retry={() => {
          of.refetch().catch(() => undefined)
        }}
      />
    )
  return <Loading rows={rows} />
}

/** Something is on its way. */
export const Loading = ({ rows = 6 }: { rows?: number }) => (
  <Stack gap="sm" role="status" aria-busy="true" aria-label="Loading">
    {Array.from({ length: rows }, (_, row) => (
      <Skeleton key={row} height={28} radius="sm" />
    ))}
  </Stack>
)
