/**
 * Vercel's AI SDK: an answer with its price, a stream, a tool that the SDK runs by itself. Any of its providers will do, with any
 * model; here OpenAI's.
 *
 *   KAIXU_KEY=kx_live_… npx node examples/vercel-ai.ts
 */
import { createOpenAI } from '@ai-sdk/openai'
import { generateText, jsonSchema, stepCountIs, streamText, tool } from 'ai'

const { KAIXU_BASE_URL = 'http://localhost:8787', KAIXU_KEY, KAIXU_MODEL = 'sandbox/echo' } = process.env
if (!KAIXU_KEY) throw new Error('Set KAIXU_KEY to a virtual key; npm start prints a demo key')
// Its default, the Responses API, refers to what it said before as stored, unless `providerOptions` say `store: false`.
const model = createOpenAI({ baseURL: `${KAIXU_BASE_URL}/v1`, apiKey: KAIXU_KEY }).chat(KAIXU_MODEL)

const answer = await generateText({ model, prompt: 'Say hello' })
const headers = answer.response.headers ?? {}
console.log('answer:', answer.text)
console.log('cost:', headers['x-kaixu-cost-usd'], 'left:', headers['x-kaixu-remaining-usd'])

process.stdout.write('stream:')
for await (const text of streamText({ model, prompt: 'Count to three: one, two, three' }).textStream) {
  process.stdout.write(` [${text}]`)
}
console.log()

const weather = tool({
  inputSchema: jsonSchema<{ city: string }>({ type: 'object', properties: { city: { type: 'string' } } }),
  execute: ({ city }) => `Rain in ${city}, 7 °C`,
})
const prompt = 'call:weather {"city":"Oslo"}'
console.log('tool:', (await generateText({ model, prompt, tools: { weather }, stopWhen: stepCountIs(3) })).text)
