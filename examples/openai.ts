/**
 * OpenAI's SDK: an answer with its price, a stream, a tool call with its result, and a second model for when the first fails.
 *
 *   KAIXU_KEY=kx_live_… npx node examples/openai.ts
 */
import OpenAI from 'openai'

const { KAIXU_BASE_URL = 'http://localhost:8787', KAIXU_KEY, KAIXU_MODEL: model = 'sandbox/echo' } = process.env
if (!KAIXU_KEY) throw new Error('Set KAIXU_KEY to a virtual key; npm start prints a demo key')
const client = new OpenAI({ baseURL: `${KAIXU_BASE_URL}/v1`, apiKey: KAIXU_KEY })

const { data: answer, response } = await client.chat.completions
  .create({ model, messages: [{ role: 'user', content: 'Say hello' }] })
  .withResponse()
console.log('answer:', answer.choices[0]?.message.content)
console.log('cost:', response.headers.get('x-kaixu-cost-usd'), 'left:', response.headers.get('x-kaixu-remaining-usd'))

const stream = await client.responses.create({ model, input: 'Count to three: one, two, three', stream: true })
process.stdout.write('stream:')
for await (const event of stream)
  if (event.type === 'response.output_text.delta') process.stdout.write(` [${event.delta}]`)
console.log()

const messages: OpenAI.ChatCompletionMessageParam[] = [{ role: 'user', content: 'call:weather {"city":"Oslo"}' }]
const parameters = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] }
const tools: OpenAI.ChatCompletionTool[] = [{ type: 'function', function: { name: 'weather', parameters } }]
const called = (await client.chat.completions.create({ model, messages, tools })).choices[0]?.message
if (called?.tool_calls) {
  messages.push(called)
  for (const call of called.tool_calls) messages.push({ role: 'tool', tool_call_id: call.id, content: 'Rain, 7 °C' })
  const { choices } = await client.chat.completions.create({ model, messages, tools })
  console.log('tool:', choices[0]?.message.content)
}

// `models` is the gateway's own field: the next one is asked when the one before fails before its first byte.
const fallback = { model, models: ['sandbox/lorem'], messages: [{ role: 'user' as const, content: 'Hello again' }] }
console.log('answered by:', (await client.chat.completions.create(fallback)).model)
