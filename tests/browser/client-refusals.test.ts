import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { browserIsMissing } from '../support/browser.ts'
import { startClientSite, type ClientSite } from '../support/client-site.ts'
import type { Account } from '../support/gateway.ts'

describe.skipIf(browserIsMissing())('a refusal in the browser', () => {
  let site: ClientSite
  beforeAll(async () => {
    site = await startClientSite()
  })
  afterEach(() => site.inOrder())
  afterAll(() => site[Symbol.asyncDispose]())

  type Case = {
    status: number
    kind: string
    code: string
    account?: Parameters<ClientSite['served']['account']>[0]
    question?: Record<string, unknown>
    fields?: Record<string, unknown>
    prepare?: (account: Account) => Promise<unknown>
  }

  const cases: Case[] = [
    { status: 400, kind: 'bad_request', code: 'BAD_REQUEST', question: { messages: [] } },
    { status: 401, kind: 'unauthorized', code: 'UNAUTHORIZED', question: { token: `kx_live_${'x'.repeat(43)}` } },
    { status: 401, kind: 'unauthorized', code: 'UNAUTHORIZED', question: { token: undefined } },
    {
      status: 402,
      kind: 'payment_required',
      code: 'CAP_REACHED',
      account: { capCents: 0 },
      fields: { body: { reason: 'cap_reached', scope: 'customer' } },
    },
    {
      status: 403,
      kind: 'forbidden',
      code: 'PROVIDER_NOT_ALLOWED',
      account: { customer: { allowed_providers: ['gemini'] } },
    },
    { status: 409, kind: 'conflict', code: 'UNPRICED_MODEL', question: { model: 'no-such-model' } },
    {
      status: 429,
      kind: 'rate_limited',
      code: 'RATE_LIMITED',
      account: { key: { rpd_limit: 1 } },
      fields: { retryAfterSeconds: expect.any(Number) as number, body: { ratelimit: { limit: 1, remaining: 0 } } },
      prepare: async ({ key }) => {
        const response = await fetch(`${site.served.url}/.netlify/functions/gateway-chat`, {
          method: 'POST',
          headers: { authorization: `Bearer ${key}` },
          body: JSON.stringify({
            provider: 'openai',
            model: 'gpt-4o-mini',
            messages: [{ role: 'user', content: 'x' }],
          }),
        })
        expect(response.status).toBe(200)
        await response.text()
        await site.served.inOrder()
      },
    },
  ]

  const modes = [
    { mode: 'stream', name: 'gateway-stream' },
    { mode: 'job', name: 'gateway-job-submit' },
  ]

  describe.each(modes)('of a $mode', ({ mode, name }) => {
    test.each(cases)(
      '$status: $kind ($code), asked once, and nothing follows',
      async ({ status, kind, code, ...given }) => {
        const account = await site.served.account(given.account)
        await given.prepare?.(account)
        const { ask, page } = await site.open()
        const posts: string[] = []
        page.on('request', (request) => {
          if (request.method() === 'POST') posts.push(request.url().replace(/^.*\//, ''))
        })
        const { error, result, done } = await ask({
          base: site.served.url,
          token: account.key,
          provider: 'openai',
          model: 'gpt-4o-mini',
          messages: [{ role: 'user', content: 'Hello' }],
          mode,
          requestId: 'refused-1',
          ...given.question,
        })
        expect(error).toMatchObject({
          isOurs: true,
          name: 'KaixuError',
          kind,
          code,
          status,
          requestId: 'refused-1',
          text: '',
        })
        if (given.fields) expect(error).toMatchObject(given.fields)
        expect([result, done, posts]).toEqual([undefined, [], [name]])
        expect(site.served.asked()).toEqual([])
        const jobs = await site.served.gateway.books.query('select 1 from async_jobs', [])
        expect(jobs).toEqual([])
      },
    )
  })
})
