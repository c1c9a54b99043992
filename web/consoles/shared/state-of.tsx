import { Skeleton, Stack } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { ApiError } from './api.ts'
import { Failure } from './failure.tsx'

type Props<Answer> = {
  of: UseQueryResult<Answer, ApiError>
  /** Shown while there is nothing yet: about the size of what comes. */
  rows?: number
  children: (answer: Answer) => ReactNode
}

/** A part of a screen in exactly one state: loading, failed, or ready. Whether ready is empty, only its children know. */
export const StateOf = <Answer,>({ of, rows = 6, children }: Props<Answer>) => {
  if (of.data !== undefined) return <>{children(of.data)}</>
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
