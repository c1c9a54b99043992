import { aborted } from './connect.ts'

/** What comes first: the work's value, or the end of the waiting. Then `late` gets the value that nobody waits for any more. */
export const orAborted = <Value>(
  work: Promise<Value>,
  signal: AbortSignal | undefined,
  late: (value: Value) => Promise<void>,
): Promise<Value> =>
  new Promise((resolve, reject) => {
    const end = () => {
      reject(aborted(signal?.reason))
      work.then(late).catch(() => undefined)
    }
    if (signal?.aborted === true) {
      end()
      return
    }
    signal?.addEventListener('abort', end, { once: true })
    work.then(resolve, reject).finally(() => signal?.removeEventListener('abort', end))
  })
