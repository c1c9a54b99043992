import { Agent, request as open, type IncomingMessage } from 'node:http'

/** A call that can be made over and over, on connections that are kept. */
export type Contender = {
  name: string
  url: URL
  headers: Readonly<Record<string, string>>
  body: string
  /** What begins the first piece of the model's text in the answer. */
  firstText: string
  /** What every whole answer contains towards its end. */
  lastWords: string
}

/**
 * Milliseconds from sending: to the first byte of the answer, to the first text in it, to its end; and between its pieces,
 * from the first text on.
 */
export type Timing = { firstByteMs: number; firstTextMs: number; totalMs: number; gapsMs: readonly number[] }

const answers = new Map<string, number>()

/** How many whole answers a contender has given so far, warm-ups included. */
export const answersOf = (name: string): number => answers.get(name) ?? 0

/** Notes a whole answer of a contender. */
export const noteAnswer = (name: string): void => {
  answers.set(name, answersOf(name) + 1)
}

const agent = new Agent({ keepAlive: true })

/** Makes the call once. Throws for any answer but a whole 200. */
export const callOnce = ({ name, url, headers, body, firstText, lastWords }: Contender): Promise<Timing> =>
  new Promise((resolve, reject) => {
    const sentAt = performance.now()
    let firstByteMs = 0
    let firstTextMs = 0
    let pieceMs = 0
    const gapsMs: number[] = []
    const receive = (answer: IncomingMessage): void => {
      firstByteMs = performance.now() - sentAt
      let text = ''
      answer.setEncoding('utf8')
      answer.on('data', (piece: string) => {
        text += piece
        const now = performance.now() - sentAt
        if (firstTextMs !== 0) gapsMs.push(now - pieceMs)
        pieceMs = now
        if (firstTextMs === 0 && text.includes(firstText)) firstTextMs = now
      })
      answer.once('error', reject)
      answer.once('end', () => {
        const totalMs = performance.now() - sentAt
        if (answer.statusCode !== 200 || firstTextMs === 0 || !text.includes(lastWords)) {
          reject(new Error(`${url.href} answered ${answer.statusCode ?? 0}: ${text.slice(-500)}`))
          return
        }
        noteAnswer(name)
        resolve({ firstByteMs, firstTextMs, totalMs, gapsMs })
      })
    }
    const length = Buffer.byteLength(body)
    const call = open(url, { agent, method: 'POST', headers: { ...headers, 'content-length': length } }, receive)
    call.once('error', reject)
    call.end(body)
  })

export const closeConnections = (): void => agent.destroy()
