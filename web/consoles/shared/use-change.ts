import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query'
import { useEffect, useEffectEvent } from 'react'
import type { Api, ApiError } from './api.ts'
import { gatewayBase } from './base.ts'
import { useApi } from './session.tsx'
import { useOneAtATime } from './use-one-at-a-time.ts'

type Change<Input, Answer> = {
  run: (api: Api, input: Input) => Promise<Answer>
  /** Endpoints whose answers are no longer true afterwards. */
  touches: readonly string[]
  /** Said when it is done. */
  done?: string | ((answer: Answer) => string)
}

/** Something that changes the gateway, once however often it is pressed. Its failure is for the form that asked for it to show. */
export const useChange = <Input, Answer>({
  run,
  touches,
  done,
}: Change<Input, Answer>): UseMutationResult<Answer, ApiError, Input> => {
  const api = useApi()
  const queries = useQueryClient()
  const change = useMutation<Answer, ApiError, Input>({
    mutationFn: (input) => run(api, input),
    onSuccess: (answer) => {
      const message = typeof done === 'function' ? done(answer) : done
      if (message !== undefined) notifications.show({ message, color: 'teal' })
      // Nobody waits for the lists: an answer may hold a secret that is shown this once, whether or not they come.
      for (const name of touches) {
        queries.invalidateQueries({ queryKey: [gatewayBase(), name] }).catch(() => undefined)
      }
    },
  })
  // That a session had ended is no news for those who have signed in again.
  const forget = useEffectEvent(() => {
    if (change.error?.status === 401) change.reset()
  })
  useEffect(() => forget(), [api])
  return useOneAtATime(change)
}
