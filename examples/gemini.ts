/**
 * Google's SDK: an answer with its price, a stream, a tool call with its result.
 *
 *   KAIXU_KEY=kx_live_… npx node examples/gemini.ts
 */
import { GoogleGenAI } from '@google/genai'

const { KAIXU_BASE_URL = 'http://localhost:8787', KAIXU_KEY, KAIXU_MODEL: model = 'sandbox/echo' } = process.env
if (!KAIXU_KEY) throw new Error('Set KAIXU_KEY to a virtual key; npm start prints a demo key')
const client = new GoogleGenAI({ apiKey: KAIXU_KEY, httpOptions: { baseUrl: KAIXU_BASE_URL } })

const answer = await client.models.generateContent({ model, contents: 'Say hello' })
const headers = answer.sdkHttpResponse?.headers ?? {}
console.log('answer:', answer.text)
console.log('cost:', headers['x-kaixu-cost-usd'], 'left:', headers['x-kaixu-remaining-usd'])

const stream = await client.models.generateContentStream({ model, contents: 'Count to three: one, two, three' })
process.stdout.write('stream:')
for await (const { text } of stream) if (text) process.stdout.write(` [${text}]`)
console.log()

const parametersJsonSchema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] }
const tools = [{ functionDeclarations: [{ name: 'weather', parametersJsonSchema }] }]
const chat = client.chats.create({ model, config: { tools } })
const { functionCalls = [] } = await chat.sendMessage({ message: 'call:weather {"city":"Oslo"}' })
if (functionCalls.length > 0) {
  const results = functionCalls.map(({ id = '', name = '' }) => ({
    functionResponse: { id, name, response: { output: 'Rain, 7 °C' } },
  }))
  console.log('tool:', (await chat.sendMessage({ message: results })).text)
}
