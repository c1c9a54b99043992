import { expect, test } from 'vitest'
import { ApiError, type Api, type ApiCall } from '../../../web/consoles/shared/api.ts'
import { ConversationStore } from '../../../web/consoles/dashboard/screens/playground/conversation-store.ts'

const MODEL = { provider: 'sandbox', model: 'lorem' }
const BILL = { usage: { cost_usd: '0.5', output_tokens: 2 } }

type Sent = { messages: unknown; max_tokens?: number }

/** A gateway that answers with these frames, or refuses. */
const gateway = (...answers: (string | ApiError)[]) => {
  const sent: Sent[] = []
  const send = (_name: string, call: ApiCall = {}): Promise<Response> => {
    // What the store sends is a chat body.
    sent.push(call.body as Sent)
    const answer = answers.shift() ?? ''
    return answer instanceof ApiError
      ? Promise.reject(answer)
      : Promise.resolve(new Response(answer, { headers: { 'x-kaixu-request-id': 'r-1' } }))
  }
  // Nothing here reads JSON.
  return { sent, api: { send, json: () => Promise.reject(new Error('not asked for')) } satisfies Api }
}

const frame = (event: string, data: unknown): string => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`
const spoken = (...texts: string[]): string =>
  texts.map((text) => frame('delta', { text })).join('') + frame('done', BILL)

const asked = async (store: ConversationStore, api: Api, draft: string): Promise<void> => {
  store.set({ draft })
  await store.ask(api, MODEL)
}

test('an answer is heard to its end, with its bill', async () => {
  const store = new ConversationStore()
  const { api } = gateway(frame('meta', {}) + spoken('Hel', 'lo'))
  await asked(store, api, '  Hi  ')
  expect(store.state()).toMatchObject({
    draft: '',
    running: undefined,
    turns: [
      { question: 'Hi', model: 'lorem', answer: { text: 'Hello', bill: BILL, requestId: 'r-1', stopped: false } },
    ],
  })
})

test('how long it took is measured: to the first text, and in all', async () => {
  const store = new ConversationStore()
  await asked(store, gateway(spoken('Hel', 'lo')).api, 'Hi')
  const { firstTextMs = -1, totalMs = -1 } = store.state().turns[0]?.answer ?? {}
  expect(firstTextMs).toBeGreaterThanOrEqual(0)
  expect(totalMs).toBeGreaterThanOrEqual(firstTextMs)
  await asked(store, gateway(frame('done', BILL)).api, 'And?')
  expect(store.state().turns[1]?.answer?.firstTextMs).toBeUndefined()
})

test('the next question comes with everything that was said, and a refused one without an answer', async () => {
  const store = new ConversationStore()
  const { api, sent } = gateway(
    spoken('One'),
    new ApiError(402, { error: 'Monthly cap reached' }, 'r-2'),
    spoken('Three'),
  )
  store.set({ settings: { model: undefined, system: 'Be brief', maxTokens: null, temperature: null } })
  await asked(store, api, 'first')
  await asked(store, api, 'second')
  await asked(store, api, 'third')
  expect(sent.at(-1)).toMatchObject({
    messages: [
      { role: 'system', content: 'Be brief' },
      { role: 'user', content: 'first' },
      { role: 'assistant', content: 'One' },
      { role: 'user', content: 'second' },
      { role: 'user', content: 'third' },
    ],
  })
  expect(sent.at(-1)).not.toHaveProperty('max_tokens')
})

test('asking again replaces the last answer, with the tokens that fit', async () => {
  const store = new ConversationStore()
  const { api, sent } = gateway(new ApiError(402, { error: 'Too much' }, 'r-3'), spoken('Yes'))
  await asked(store, api, 'Hi')
  expect(store.state().turns[0]?.answer?.error?.status).toBe(402)
  await store.askAgain(api, { ...MODEL, model: 'echo' }, { maxTokens: 7 })
  expect(sent.at(-1)?.max_tokens).toBe(7)
  expect(store.state().turns).toMatchObject([
    { question: 'Hi', model: 'echo', answer: { text: 'Yes', error: undefined } },
  ])
})

test('an answer that breaks off says so, and keeps what came', async () => {
  const store = new ConversationStore()
  const { api } = gateway(frame('delta', { text: 'Hel' }))
  await asked(store, api, 'Hi')
  expect(store.state().turns[0]?.answer).toMatchObject({ text: 'Hel', error: { message: 'The connection broke off' } })
})

test('a failure on the way comes with the bill of what was used', async () => {
  const store = new ConversationStore()
  const failure = { error: 'The answer took too long', code: 'DEADLINE', request_id: 'r-4' }
  const { api } = gateway(frame('delta', { text: 'Hel' }) + frame('error', failure) + frame('done', BILL))
  await asked(store, api, 'Hi')
  expect(store.state().turns[0]?.answer).toMatchObject({
    text: 'Hel',
    bill: BILL,
    error: { message: 'The answer took too long', code: 'DEADLINE', requestId: 'r-4' },
  })
})

test('somebody may stop listening, and nothing is asked while an answer comes', async () => {
  const store = new ConversationStore()
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode(frame('delta', { text: 'Hel' }))),
  })
  let calls = 0
  const api: Api = {
    send: (_name, call) => {
      calls += 1
      const { signal } = call ?? {}
      return Promise.resolve(new Response(signal == null ? body : body.pipeThrough(new TransformStream(), { signal })))
    },
    json: () => Promise.reject(new Error('not asked for')),
  }
  const answered = asked(store, api, 'Hi')
  await expect.poll(() => store.state().running?.text).toBe('Hel')
  await asked(store, api, 'Meanwhile')
  expect(calls).toBe(1)
  store.state().running?.stop()
  await answered
  expect(store.state()).toMatchObject({ running: undefined, turns: [{ answer: { text: 'Hel', stopped: true } }] })
})

test('clearing forgets the answer that is on its way', async () => {
  const store = new ConversationStore()
  const { api } = gateway(spoken('Hello'))
  const answered = asked(store, api, 'Hi')
  store.clear()
  await answered
  expect(store.state()).toMatchObject({ turns: [], running: undefined })
})
