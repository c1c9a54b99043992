import { Alert, Button, Group, Text } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import { createContext, use, type ReactNode } from 'react'
import type { ApiError } from './api.ts'
import { clockTime } from './format.ts'

/** Whether a notice above says so already. */
const IsSaid = createContext(false)

/** What is shown could not be asked for again: it stays, and when it was true is said above it. */
export const RefreshNotice = ({ of, children }: { of: UseQueryResult<unknown, ApiError>; children: ReactNode }) => {
  const isSaid = use(IsSaid)
  // Whoever is signed out is told so elsewhere.
  const isOld = of.error !== null && of.error.status !== 401
  return (
    <>
      {isOld && !isSaid && (
        <Alert color="yellow" role="status" py={6} px="sm">
          <Group gap="xs">
            <Text size="sm">
              Could not be refreshed since {clockTime(of.dataUpdatedAt)}. {of.error.message}.
            </Text>
            <Button
              size="compact-xs"
              variant="default"
              loading={of.isFetching}
              onClick={() => {
                of.refetch().catch(() => undefined)
              }}
            >
              Try again
            </Button>
          </Group>
        </Alert>
      )}
      <IsSaid value={isSaid || isOld}>{children}</IsSaid>
    </>
  )
}
