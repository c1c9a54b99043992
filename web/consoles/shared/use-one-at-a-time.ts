import type { UseMutationResult } from '@tanstack/react-query'
import { useRef } from 'react'

/** As long as a hand takes for a second press that was not meant, and no person for a second order that was. */
const AGAIN_MS = 1_000

/**
 * A mutation that nobody starts twice by pressing twice: what is asked for while it runs is what runs already, and so is the very same
 * thing a moment after it was done, when a dialog is still fading away.
 */
export const useOneAtATime = <Answer, Failed, Input>(
  mutation: UseMutationResult<Answer, Failed, Input>,
): UseMutationResult<Answer, Failed, Input> => {
  const last = useRef<{ input: string; answer: Promise<Answer>; doneAt: number | undefined }>(undefined)

  const repeated = (input: string): Promise<Answer> | undefined => {
    const known = last.current
    if (known?.doneAt === undefined) return known?.answer
    const isAgain = performance.now() - known.doneAt < AGAIN_MS && known.input === input
    return isAgain ? known.answer : undefined
  }
  const begin = (input: string, answer: Promise<Answer>): Promise<Answer> => {
    const known: NonNullable<typeof last.current> = { input, answer, doneAt: undefined }
    last.current = known
    answer.then(
      () => {
        known.doneAt = performance.now()
      },
      () => {
        // What has failed may be tried again at once.
        last.current = undefined
      },
    )
    return answer
  }
  const mutateAsync: typeof mutation.mutateAsync = (...order) => {
    const input = JSON.stringify(order)
    return repeated(input) ?? begin(input, mutation.mutateAsync(...order))
  }
  return {
    ...mutation,
    mutateAsync,
    // Its failure is in the result.
    mutate: (...order) => {
      mutateAsync(...order).catch(() => undefined)
    },
  }
}
