import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { gatewayBase } from '../../../shared/base.ts'

/** What is left of the month has changed when a call has ended. */
export const useRefreshAfter = (running: object | undefined): void => {
  const queries = useQueryClient()
  const wasRunning = useRef(false)
  const isRunning = running !== undefined
  useEffect(() => {
    if (wasRunning.current && !isRunning) {
      for (const name of ['user-summary', 'user-events']) {
        // Its failure is for the screen that shows the answer.
        queries.invalidateQueries({ queryKey: [gatewayBase(), name] }).catch(() => undefined)
      }
    }
    wasRunning.current = isRunning
  }, [isRunning, queries])
}
