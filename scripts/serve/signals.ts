const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

// Ctrl-C under npm arrives twice, from the terminal and from npm; only a later signal is a second wish.
const SAME_WISH_MS = 1000
const PARENT_CHECK_MS = 300

/** Ends what is running and settles it; undefined means that there is nothing to settle yet. */
type Stop = () => Promise<void>

// npm starts its scripts through a shell that dies of a signal without passing it on; the gateway would stay behind alone.
const whenNpmIsGone = (then: () => void): void => {
  if (process.env['npm_lifecycle_event'] === undefined) return
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    then()
  }, PARENT_CHECK_MS)
  timer.unref()
}

/**
 * Ends the process gracefully, with exit code 0, on the first signal (or when npm, which started it, is gone) and at once
 * on the second. `findStop` is asked only then.
 */
export const handleSignals = (findStop: () => Stop | undefined, say: (line: string) => void): void => {
  let firstAt: number | undefined
  const fail = (error: unknown): never => {
    console.error(error)
    return process.exit(1)
  }
  const end = async (): Promise<never> => {
    say('stopping … (again to stop at once)')
    await findStop()?.()
    say('stopped')
    return process.exit(0)
  }
  const onWish = (): void => {
    const now = Date.now()
    if (firstAt === undefined) {
      firstAt = now
      end().catch(fail)
    } else if (now - firstAt > SAME_WISH_MS) process.exit(130)
  }
  for (const signal of SIGNALS) process.on(signal, onWish)
  whenNpmIsGone(() => {
    if (firstAt === undefined) onWish()
  })
}
