/**
 * gateway-stream read by hand, in a page or in Node: nothing but fetch.
 *
 *   KAIXU_KEY=kx_live_… npx node examples/sse-client.js "Tell me something"
 */

/** Asks, calls `onText` for each piece, and gives `{usage, month}` of the last frame. Throws what the gateway says went wrong. */
export const streamChat = async ({ base, token, question, onText }) => {
  const response = await fetch(`${base}/.netlify/functions/gateway-stream`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(question),
  })
  // A refusal is JSON with its status: 401, 402 (a cap), 403, 409 (no price), 429.
  if (!response.ok) throw new Error(`${response.status} ${(await response.json()).error}`)
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let unread = ''
  let failure
  for (;;) {
    const { done, value } = await reader.read()
    if (done) throw new Error('The stream ended before the answer did')
    unread += value
    // A frame ends with a blank line; the last one may not be complete yet.
    const frames = unread.split('\n\n')
    unread = frames.pop()
    for (const frame of frames) {
      const [event, data] = frame.split('\n').map((line) => line.replace(/^(event|data): /, ''))
      const body = JSON.parse(data)
      if (event === 'delta') onText(body.text)
      // After `error` comes `done` all the same, with what was charged.
      if (event === 'error') failure = body
      if (event === 'done' && failure) throw new Error(`${failure.code} ${failure.error}`)
      if (event === 'done') return body
    }
  }
}

// Run by itself, not taken into a page or another module; import.meta.main would be unknown to Node 20.
if (globalThis.process?.argv[1]?.endsWith('sse-client.js')) {
  const { KAIXU_BASE_URL = 'http://localhost:8787', KAIXU_KEY, KAIXU_MODEL = 'sandbox/lorem' } = process.env
  if (!KAIXU_KEY) throw new Error('Set KAIXU_KEY to a virtual key; npm start prints a demo key')
  const [provider, ...name] = KAIXU_MODEL.split('/')
  const messages = [{ role: 'user', content: process.argv[2] ?? 'Tell me something' }]
  const { usage } = await streamChat({
    base: KAIXU_BASE_URL,
    token: KAIXU_KEY,
    question: { provider, model: name.join('/'), messages, max_tokens: 64 },
    onText: (text) => process.stdout.write(text),
  })
  console.log(`\ncost: ${usage.cost_usd}`)
}
