import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { SDK_CLIENTS, type Connection } from '../support/sdk-clients.ts'
import { startSdkGateway, type SdkGateway } from '../support/sdk-gateway.ts'
import { CHAT_ONLY } from '../support/weather-talk.ts'

let served: SdkGateway

// The SDK says on every call that it does not know the other vendors' models.
globalThis.AI_SDK_LOG_WARNINGS = false

beforeAll(async () => {
  served = await startSdkGateway()
})
afterEach(() => served.inOrder())
afterAll(() => served[Symbol.asyncDispose]())

const WHOLE = {
  kind: 'answer',
  chunks: ['One', ' two', ' three'],
  usage: { input: 10, output: 7 },
} as const

describe.each(SDK_CLIENTS)('a client that leaves, $name', (client) => {
  const leave = async (model: string, form: 'ask' | 'stream'): Promise<void> => {
    const account = await served.account()
    const connection: Connection = { url: served.url, key: account.key, fetch: served.fetch, maxRetries: 0 }
    const leaving = new AbortController()
    const call = { model, prompt: 'Hello', signal: leaving.signal }
    const arrival = served.vendor.request(served.vendor.requests.length + 1)
    if (form === 'ask') served.vendor.hold()
    served.vendor.behaveOnce(form === 'ask' ? WHOLE : { ...WHOLE, interruption: { afterChunks: 1, by: 'hold' } })
    let text = ''
    const listening = async () => {
      if (form === 'ask') return client.ask(connection, call)
      for await (const piece of client.stream(connection, call)) {
        text += piece
        if (text === 'One') leaving.abort()
      }
      return text
    }
    const ended = listening().catch((error: unknown) => error)
    if (form === 'ask') {
      expect(await Promise.race([arrival.then(() => 'arrived'), ended])).toBe('arrived')
      leaving.abort()
    }
    // An SDK that takes its client's leaving for the end of the stream has stopped all the same.
    await ended
    expect(text).toBe(form === 'stream' ? 'One' : '')
    served.vendor.release()
    expect(await served.events(account)).toEqual([
      {
        ...{ surface: client.surface, model, outcome: 'completed', tokens: [10, 7] },
        provider: expect.any(String) as string,
      },
    ])
  }

  test.each(['ask', 'stream'] as const)('%s: the vendor is read to its end, and charged in full', async (form) => {
    for (const model of new Set([
      'gpt-4o-mini',
      CHAT_ONLY.model,
      'claude-opus-4-6',
      'gemini-2.5-flash',
      client.ownModel,
    ])) {
      await leave(model, form)
    }
  })
})
