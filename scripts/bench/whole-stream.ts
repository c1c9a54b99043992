import { request as open } from 'node:http'
import { noteAnswer, type Contender } from './http-call.ts'

/** A stream that is being read: `saw` resolves when so much of it is there, `whole` with all its bytes; both in milliseconds. */
export type OpenStream = { saw: Promise<number>; whole: Promise<{ bytes: Buffer; totalMs: number }> }

/**
 * Sends the call on a connection of its own and reads its answer, every byte of it: hundreds of connections that are kept would
 * be closed by their servers just when the next measurement takes one. Both promises reject for any answer but a whole 200.
 */
export const openStream = ({ name, url, headers, body, lastWords }: Contender, awaited: string): OpenStream => {
  const saw = Promise.withResolvers<number>()
  const whole = Promise.withResolvers<{ bytes: Buffer; totalMs: number }>()
  const fail = (error: Error): void => {
    saw.reject(error)
    whole.reject(error)
  }
  const sentAt = performance.now()
  const length = Buffer.byteLength(body)
  const call = open(
    url,
    { agent: false, method: 'POST', headers: { ...headers, 'content-length': length } },
    (answer) => {
      const pieces: Buffer[] = []
      // Enough to find words that two pieces share.
      let tail = ''
      answer.on('data', (piece: Buffer) => {
        pieces.push(piece)
        tail = (tail + piece.toString('latin1')).slice(-piece.length - awaited.length)
        if (tail.includes(awaited)) saw.resolve(performance.now() - sentAt)
      })
      answer.once('error', fail)
      answer.once('end', () => {
        const bytes = Buffer.concat(pieces)
        if (answer.statusCode !== 200 || !bytes.includes(lastWords)) {
          fail(new Error(`${url.href} answered ${answer.statusCode ?? 0}: ${bytes.toString('utf8').slice(-500)}`))
          return
        }
        noteAnswer(name)
        whole.resolve({ bytes, totalMs: performance.now() - sentAt })
      })
    },
  )
  call.once('error', fail)
  call.end(body)
  return { saw: saw.promise, whole: whole.promise }
}
