import { expect, test } from 'vitest'
import { userAgentName } from '../../../web/consoles/shared/user-agent.ts'

const WEBKIT = 'AppleWebKit/605.1.15 (KHTML, like Gecko)'

test.each([
  [
    `Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) ${WEBKIT} Version/18.1 Mobile/15E148 Safari/604.1`,
    'Safari on iPhone',
  ],
  [`Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${WEBKIT} Chrome/142.0.0.0 Safari/537.36`, 'Chrome on Mac'],
  [
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${WEBKIT} Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0`,
    'Edge on Windows',
  ],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0', 'Firefox on Linux'],
  [
    `Mozilla/5.0 (Linux; Android 15; SM-S921B) ${WEBKIT} SamsungBrowser/27.0 Chrome/125.0 Mobile Safari/537.36`,
    'Samsung Internet on Android',
  ],
  ['OpenAI/Python 1.99.0', 'OpenAI Python SDK'],
  ['curl/8.7.1', 'curl'],
  ['node', 'Node.js'],
])('%s', (userAgent, name) => {
  expect(userAgentName(userAgent)).toBe(name)
})

test.each(['', 'acme-agent/2', '<img src=x>'])('%j is none that is known', (userAgent) => {
  expect(userAgentName(userAgent)).toBeUndefined()
})
