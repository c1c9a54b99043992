import type { DemoGateway } from './demo-gateway.ts'

const SAYS = [
  'Which of our plans has the lowest price per seat?',
  'Write a friendly reminder about the open invoice.',
  'Summarise the meeting in three sentences.',
]

/** What the books of a demo have nothing of: jobs, refusals, slow calls, errors of an app, for the screens that show them. */
export const makeSomeTraffic = async ({ url, ownerKey }: DemoGateway): Promise<void> => {
  const post = (name: string, body: unknown, key = ownerKey): Promise<Response> =>
    fetch(`${url}/.netlify/functions/${name}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
        'x-kaixu-app': 'support-desk',
        'x-kaixu-install-id': 'laptop-of-the-team',
      },
      body: JSON.stringify(body),
    })
  const asking = (content: string, change: Record<string, unknown> = {}) => ({
    provider: 'sandbox',
    model: 'echo',
    messages: [{ role: 'user', content }],
    max_tokens: 64,
    ...change,
  })
  for (const content of SAYS) await post('gateway-job-submit', asking(content))
  await post('gateway-job-submit', asking(SAYS[0] ?? '', { model: 'lorem', max_tokens: 400 }))
  await post('gateway-chat', asking('Hello', { provider: 'openai', model: 'gpt-4o-mini' }))
  await post('gateway-chat', asking('Hello', { model: 'no-such-model' }))
  await post('gateway-chat', asking('Hello', { model: 'lorem', max_tokens: 8_000_000 }))
  await post('gateway-chat', { provider: 'sandbox' })
  await post('gateway-chat', asking('Hello'), `kx_live_${'x'.repeat(43)}`)
  await post('client-error-report', {
    client: { url: 'https://app.northwind-labs.example/inbox', user_agent: 'Mozilla/5.0 (X11; Linux x86_64)' },
    error: {
      name: 'TypeError',
      message: 'Cannot read properties of undefined (reading "text")',
      stack: 'at render (app.js:120:17)',
    },
  })
}
