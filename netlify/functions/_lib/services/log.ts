import { sqlState } from '../db/failure.ts'

export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>

/** One JSON line an event, to standard error. Callers pass ids, codes and figures; never keys, prompts or answers. */
export type Log = { warn(event: string, fields?: LogFields): void; error(event: string, fields?: LogFields): void }

export const consoleLog: Log = {
  warn: (event, fields) => write('warn', event, fields),
  error: (event, fields) => write('error', event, fields),
}

const write = (level: string, event: string, fields: LogFields = {}): void => {
  // The one place that prints: on Netlify and on a server alike, standard error is the log.
  // eslint-disable-next-line no-console
  console.error(JSON.stringify({ ts: new Date().toISOString(), level, event, ...fields }))
}

/** What may be logged of a private cause: kinds and positions, not texts, because texts quote input. */
export const causeFields = (cause: unknown): LogFields => {
  if (typeof cause === 'string') return { cause: cause.slice(0, 80) }
  if (!(cause instanceof Error)) return {}
  const state = sqlState(cause)
  return {
    cause: cause.name,
    ...(state === undefined ? {} : { sqlstate: state }),
    // Frames only: the message above them may quote input, over several lines.
    at: cause.stack
      ?.split('\n')
      .filter((line) => /^\s+at /.test(line))
      .slice(0, 5)
      .map((line) => line.trim().replace(/\(?file:\/\/.*?(?=netlify\/|node_modules\/|tests\/|scripts\/)/, ''))
      .join(' < '),
  }
}
