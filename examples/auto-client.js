/**
 * The browser client, which is a module for Node too: streams, or runs a job when the answer may be long or the stream gives
 * nothing in time. In a page it is the same, with the module (or the script) from the gateway's own /assets/.
 * `npm start` has built it, or `npm run site` does:
 *
 *   KAIXU_KEY=kx_live_… npx node examples/auto-client.js "Tell me something"
 */
import { autoChat, KaixuError } from '../dist/assets/kaixu-client.mjs'

const { KAIXU_BASE_URL = 'http://localhost:8787', KAIXU_KEY, KAIXU_MODEL = 'sandbox/lorem' } = process.env
if (!KAIXU_KEY) throw new Error('Set KAIXU_KEY to a virtual key; npm start prints a demo key')
const [provider, ...name] = KAIXU_MODEL.split('/')

const chat = (question) =>
  autoChat({
    base: KAIXU_BASE_URL,
    // In a page, a session token from your own server: a key would be everybody's.
    token: KAIXU_KEY,
    app: 'auto-client',
    provider,
    model: name.join('/'),
    ...question,
    onDelta: (text) => process.stdout.write(text),
    onProgress: ({ status, characters }) => console.log(`(${status}, ${characters} characters)`),
  })

const messages = [{ role: 'user', content: process.argv[2] ?? 'Tell me something' }]
const short = await chat({ messages, max_tokens: 64 })
console.log(`\n${short.mode}: ${short.usage.cost_usd}, left: ${short.month.remaining_usd}`)

// More than 1,200 tokens are asked for as a job.
const long = await chat({ messages, max_tokens: 2_000 })
console.log(`\n${long.mode}: ${long.usage.cost_usd}`)

try {
  await chat({ messages, model: 'no-such-model' })
} catch (error) {
  if (!(error instanceof KaixuError)) throw error
  console.log(`refused: ${error.status} ${error.kind} ${error.code}`)
}
