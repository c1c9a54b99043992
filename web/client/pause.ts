import { aborted } from './connect.ts'

/** Waits. @throws KaixuError aborted, as soon as the signal says so */
export const pause = (ms: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer)
      reject(aborted(signal?.reason))
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', end)
      resolve()
    }, ms)
    if (signal?.aborted === true) end()
    signal?.addEventListener('abort', end, { once: true })
  })
