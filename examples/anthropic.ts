/**
 * Anthropic's SDK: an answer with its price, a stream, a tool call with its result.
 *
 *   KAIXU_KEY=kx_live_… npx node examples/anthropic.ts
 */
import Anthropic from '@anthropic-ai/sdk'

const { KAIXU_BASE_URL = 'http://localhost:8787', KAIXU_KEY, KAIXU_MODEL: model = 'sandbox/echo' } = process.env
if (!KAIXU_KEY) throw new Error('Set KAIXU_KEY to a virtual key; npm start prints a demo key')
const client = new Anthropic({ baseURL: KAIXU_BASE_URL, apiKey: KAIXU_KEY })

const textOf = ({ content }: Anthropic.Message) =>
  content.map((block) => (block.type === 'text' ? block.text : '')).join('')
const ask = { model, max_tokens: 500 }

const { data: answer, response } = await client.messages
  .create({ ...ask, messages: [{ role: 'user', content: 'Say hello' }] })
  .withResponse()
console.log('answer:', textOf(answer))
console.log('cost:', response.headers.get('x-kaixu-cost-usd'), 'left:', response.headers.get('x-kaixu-remaining-usd'))

process.stdout.write('stream:')
const stream = client.messages.stream({
  ...ask,
  messages: [{ role: 'user', content: 'Count to three: one, two, three' }],
})
stream.on('text', (text) => process.stdout.write(` [${text}]`))
await stream.finalMessage()
console.log()

const messages: Anthropic.MessageParam[] = [{ role: 'user', content: 'call:weather {"city":"Oslo"}' }]
const input_schema = { type: 'object' as const, properties: { city: { type: 'string' } }, required: ['city'] }
const tools: Anthropic.Tool[] = [{ name: 'weather', input_schema }]
const called = await client.messages.create({ ...ask, messages, tools })
if (called.stop_reason === 'tool_use') {
  const results = called.content.flatMap((block): Anthropic.ToolResultBlockParam[] =>
    block.type === 'tool_use' ? [{ type: 'tool_result', tool_use_id: block.id, content: 'Rain, 7 °C' }] : [],
  )
  messages.push({ role: 'assistant', content: called.content }, { role: 'user', content: results })
  console.log('tool:', textOf(await client.messages.create({ ...ask, messages, tools })))
}
