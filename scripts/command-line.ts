/**
 * What `read` makes of a script's command line. Where help is asked for, or something is wrong, the process ends with `usage` instead.
 */
export const readCommandLine = <Values>(usage: string, read: (parameters: string[]) => Values): Values => {
  const parameters = process.argv.slice(2)
  if (parameters.some((word) => word === '--help' || word === '-h')) {
    console.log(usage)
    process.exit(0)
  }
  try {
    return read(parameters)
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`)
    process.exit(1)
  }
}
