import { connectionError, type Connection } from './connect.ts'
import { errorOf } from './error-of.ts'
import { fieldsOf, parseJson, type Fields } from './json-fields.ts'
import { Patience } from './patience.ts'

const PATIENCE_MS = 60_000

export type JsonAnswer = { status: number; requestId: string | null; fields: Fields }

/** Asks for something about a job and reads all of the answer. @throws KaixuError, also for what is not a 2xx */
export const askJson = async (
  ask: Connection,
  name: string,
  { signal, jobId }: { signal: AbortSignal | undefined; jobId: string },
): Promise<JsonAnswer> => {
  const patience = new Patience()
  patience.follow(signal)
  patience.allow(PATIENCE_MS, 'The gateway did not answer in time')
  try {
    const response = await ask(name, { signal: patience.signal })
    if (!response.ok) throw await errorOf(response, jobId)
    const text = await response.text().catch((cause: unknown) => {
      throw connectionError(cause, patience.signal)
    })
    const requestId = response.headers.get('x-kaixu-request-id')
    return { status: response.status, requestId, fields: fieldsOf(parseJson(text)) }
  } finally {
    patience.stop()
  }
}
