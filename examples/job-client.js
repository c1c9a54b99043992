/**
 * A long answer as a job, by hand, in a page or in Node: submit, look at it until it is complete, fetch. Nothing but fetch.
 *
 *   KAIXU_KEY=kx_live_… npx node examples/job-client.js "Write a book"
 */

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/** Gives the result; `onProgress` hears how far it is. Throws what the gateway says went wrong. */
export const runJob = async ({ base, token, question, onProgress, pollMs = 1_200 }) => {
  const ask = async (name, body) => {
    const response = await fetch(`${base}/.netlify/functions/${name}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const answer = await response.json()
    // A job that failed is one too: the error holds `output_text` and `usage`, as far as it came.
    if (!response.ok) throw new Error(`${response.status} ${answer.error}`)
    return answer
  }
  const { job_id: id } = await ask('gateway-job-submit', question)
  for (;;) {
    await pause(pollMs)
    const { status, progress } = await ask(`gateway-job-status?id=${id}`)
    onProgress(status, progress)
    if (status === 'succeeded' || status === 'failed') return ask(`gateway-job-result?id=${id}`)
  }
}

// Run by itself, not taken into a page or another module; import.meta.main would be unknown to Node 20.
if (globalThis.process?.argv[1]?.endsWith('job-client.js')) {
  const { KAIXU_BASE_URL = 'http://localhost:8787', KAIXU_KEY, KAIXU_MODEL = 'sandbox/lorem' } = process.env
  if (!KAIXU_KEY) throw new Error('Set KAIXU_KEY to a virtual key; npm start prints a demo key')
  const [provider, ...name] = KAIXU_MODEL.split('/')
  const messages = [{ role: 'user', content: process.argv[2] ?? 'Write a book' }]
  const { output_text, usage } = await runJob({
    base: KAIXU_BASE_URL,
    token: KAIXU_KEY,
    question: { provider, model: name.join('/'), messages, max_tokens: 256 },
    onProgress: (status, { characters }) => console.log(`${status}: ${characters} characters`),
  })
  console.log(`answer: ${output_text}\ncost: ${usage.cost_usd}`)
}
