import { isDeepStrictEqual } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { NO_USAGE } from '../../netlify/functions/_lib/domain/usage.ts'
import { routes as chatCompletions } from '../../netlify/functions/v1-chat-completions.ts'
import { routes as messages } from '../../netlify/functions/v1-messages.ts'
import { routes as responses } from '../../netlify/functions/v1-responses.ts'
import { decoded, decodeRecording } from '../support/decoded.ts'
import { createTestGateway, type Account, type TestGateway } from '../support/gateway.ts'
import { serveRoutes, type HttpGateway } from '../support/http-gateway.ts'
import type { Recording } from '../support/recorded.ts'
import { startStubVendor, type StubVendor } from '../support/stub-vendor.ts'
import type { LaneName } from './lanes.ts'
import { seededRandom } from './random-pieces.ts'
import { corpusAnswers, fixtureAnswers, type VendorAnswer } from './recordings.ts'
import {
  anthropicReader,
  geminiReader,
  openaiChatReader,
  openaiResponsesReader,
  parsed,
  type Said,
  type SdkReader,
  type Site,
} from './sdk-readers.ts'
import { vendorEnvironment } from './vendor-environment.ts'

let vendor: StubVendor
let gateway: TestGateway
let http: HttpGateway
let account: Account

beforeAll(async () => {
  vendor = await startStubVendor()
  gateway = await createTestGateway(vendorEnvironment(vendor))
  http = await serveRoutes(gateway)
  account = await gateway.account({ capCents: 500_000_000 })
})
afterAll(async () => {
  await http[Symbol.asyncDispose]()
  await gateway[Symbol.asyncDispose]()
  await vendor.close()
})
afterEach(async () => {
  await gateway.settled()
  await vi.waitFor(async () => expect(await gateway.openHolds()).toBe(0), { timeout: 10_000 })
  expect(await gateway.discrepancies()).toEqual([])
})

const corpus = corpusAnswers()
if (corpus === undefined)
  console.log('translation: corpus skipped, neither RECORDED_CORPUS nor ../shared/corpus is there')

type Direction = {
  name: string
  from: LaneName[]
  read: (site: Site) => SdkReader
  takesFetch?: false
  /** Another vendor of the same form, by the one that would answer in the client's dialect itself. */
  servedBy?: Readonly<Record<string, string>>
}

const DIRECTIONS: Direction[] = [
  {
    name: 'the OpenAI SDK reads Anthropic and Gemini as chat',
    from: ['messages', 'generateContent'],
    read: openaiChatReader,
  },
  {
    name: 'the OpenAI SDK reads Anthropic, Gemini and chat as a response',
    from: ['messages', 'generateContent', 'chat'],
    read: openaiResponsesReader,
    servedBy: { openai: 'openrouter' },
  },
  {
    name: 'the Anthropic SDK reads chat, Responses and Gemini',
    from: ['chat', 'responses', 'generateContent'],
    read: anthropicReader,
  },
  {
    name: 'the Gemini SDK reads chat, Responses and Anthropic',
    from: ['chat', 'responses', 'messages'],
    read: geminiReader,
    takesFetch: false,
  },
]

/** Rows over HTTP in each direction; the official SDKs are slow enough that all of them would take minutes. */
const SAMPLE = 150

describe.each(DIRECTIONS)('$name', ({ from, read, takesFetch, servedBy = {} }) => {
  const those = (answers: readonly VendorAnswer[]) =>
    answers
      .filter(({ lane }) => from.includes(lane))
      .map((answer) => ({ ...answer, provider: servedBy[answer.provider] ?? answer.provider }))
  const recorded = those(corpus ?? [])

  test('the recorded answers of the project, over HTTP', async () => {
    expect(await troubleWith(those(fixtureAnswers()), read(overHttp()))).toEqual([])
  })

  test.skipIf(corpus === undefined)('a sample of the corpus, over HTTP', { timeout: 60_000 }, async () => {
    const some = sample(recorded, SAMPLE)
    expect(await troubleWith(some, read(overHttp()))).toEqual([])
    console.log(`translation: ${some.length} of ${recorded.length} answers over HTTP, each as JSON and as a stream`)
  })

  if (takesFetch === false) return
  test.skipIf(corpus === undefined)('all of the corpus, without a network', { timeout: 60_000 }, async () => {
    expect(await troubleWith(recorded, read(inProcess()))).toEqual([])
    console.log(`translation: ${recorded.length} answers, each as JSON and as a stream`)
  })
})

const overHttp = (): Site => ({ url: http.url, key: account.key })

const ROUTES = new Map([
  ['/v1/chat/completions', chatCompletions],
  ['/v1/responses', responses],
  ['/v1/messages', messages],
])

const inProcess = (): Site => ({
  url: 'http://gateway.test',
  key: account.key,
  fetch: async (input, init) => {
    const request = new Request(input, init)
    const routes = ROUTES.get(new URL(request.url).pathname)
    if (routes === undefined) throw new Error(`Nothing is at ${request.url}`)
    return gateway.call(routes, { body: await request.text(), headers: Object.fromEntries(request.headers) })
  },
})

/** So many of them, the same in every run. */
const sample = <T>(all: readonly T[], count: number): T[] => {
  const random = seededRandom(20_261_120)
  return all
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .slice(0, count)
    .map(({ item }) => item)
}

/** A model of each vendor; which one it is does not matter to its recorded answers. */
const MODELS: Readonly<Record<string, string>> = {
  'openai chat': 'gpt-4o-mini',
  'openai responses': 'gpt-5-codex',
  'anthropic messages': 'claude-opus-4-6',
  'gemini generateContent': 'gemini-2.5-flash',
  'groq chat': 'llama-3.3-70b-versatile',
  'mistral chat': 'mistral-large-latest',
  'deepseek chat': 'deepseek-chat',
  'xai chat': 'grok-4.5',
  'openrouter chat': 'openai/gpt-4o-mini',
}

const troubleWith = async (answers: readonly VendorAnswer[], reader: SdkReader): Promise<string[]> => {
  const wrong: string[] = []
  for (const answer of answers) {
    const original = await originalOf(answer)
    const model = `${answer.provider}/${MODELS[`${answer.provider} ${answer.lane}`] ?? 'unknown'}`
    for (const stream of [false, true]) {
      const type = answer.isStream ? 'text/event-stream' : 'application/json'
      vendor.behaveOnce({ kind: 'bytes', body: answer.bytes, headers: { 'content-type': type } })
      const said = await reader({ model, stream }).catch((error: unknown) => String(error))
      if (typeof said === 'string') wrong.push(`${answer.name}, stream ${stream}: ${said}`)
      else if (!isDeepStrictEqual(said, inTermsOf(said, original))) {
        wrong.push(
          `${answer.name}, stream ${stream}: ${JSON.stringify(said)}, not ${JSON.stringify(original)}`.slice(0, 900),
        )
      }
    }
  }
  return wrong
}

/** The answer as its vendor's own codec reads it. */
const originalOf = async ({ provider, lane, isStream, bytes }: VendorAnswer): Promise<Said> => {
  const entry = gateway.deps.providers.find(provider)
  const codec = entry?.kind === 'http' ? entry.codecFor(lane) : undefined
  if (codec === undefined) throw new Error(`No codec for ${lane} of ${provider}`)
  const text = bytes.toString('utf8')
  const recording: Recording = isStream ? { format: 'sse', text } : { format: 'json', body: JSON.parse(text) }
  const { toolCalls, usage, ...rest } = decoded(await decodeRecording(codec, recording))
  const { inputTokens, cachedTokens, outputTokens, reasoningTokens } = { ...NO_USAGE, ...usage }
  return {
    text: rest.text,
    toolCalls: toolCalls.map(({ id, name, arguments: json }) => [id, name, parsed(json)]),
    usage: { input: inputTokens, cached: cachedTokens, output: outputTokens, reasoning: reasoningTokens },
  }
}

/** A dialect without a place for reasoning tokens is not asked for them. */
const inTermsOf = (said: Said, original: Said): Said => {
  const { reasoning, ...usage } = original.usage
  return { ...original, usage: said.usage.reasoning === undefined ? usage : { ...usage, reasoning: reasoning ?? 0 } }
}
