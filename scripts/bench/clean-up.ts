/**
 * Runs work whose processes and folders are put on the stack, and undoes them whatever happens: done, failed or stopped by
 * a signal. Sets the exit code.
 */
export const withCleanUp = async (work: (cleanUp: AsyncDisposableStack) => Promise<void>): Promise<void> => {
  const cleanUp = new AsyncDisposableStack()
  let stopping: Promise<void> | undefined
  const stop = (): void => {
    stopping ??= cleanUp.disposeAsync().then(
      () => process.exit(130),
      (error: unknown) => {
        console.error(error)
        process.exit(130)
      },
    )
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  try {
    await work(cleanUp)
  } catch (error) {
    // Work that lost its database to a signal has nothing new to say.
    if (stopping === undefined) {
      console.error(error)
      process.exitCode = 1
    }
  }
  await (stopping ?? cleanUp.disposeAsync())
}
