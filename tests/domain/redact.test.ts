import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { QUOTE_LENGTH, REDACTED, redactQuotes, redactSecrets } from '../../netlify/functions/_lib/domain/redact.ts'
import { cpuMs } from '../support/cpu-time.ts'

describe('secrets', () => {
  test.each([
    'sk-proj-Abc123',
    'sk-ant-api03-xyz_-9',
    'sk_live_abcdef',
    'kx_live_ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopq',
    'AIzaSyD4iE2xVSpkLLOXoyqT',
    'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    'gsk_9x',
    'xai-abcdef',
    'org-Tz81',
    'acct_1032D82eZvKYlo2C',
    'user_2wT5ElBE4Es3R4',
    'ghp_16C7e42F292c6912E7710c838347Ae178B4a',
    'AKIAIOSFODNN7EXAMPLE',
    'Bearer abcdef.ghi',
    'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U',
    'ada.lovelace+test@mail.example.co.uk',
    '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    Buffer.from('a long secret in base64, which has a 1 in it somewhere').toString('base64'),
  ])('%s is taken out, wherever it stands', (secret) => {
    for (const text of [secret, `key: "${secret}".`, `https://example.com/?a=${secret}&b=1`, `${secret}\n${secret}`]) {
      expect(redactSecrets(text)).toContain(REDACTED)
      expect(redactSecrets(text)).not.toContain(secret)
    }
  })

  test.each([
    'https://example.com/?key=abc&x=1',
    'https://example.com/?x=1&access_token=abc#top',
    '{"password": "abc", "x": 1}',
    '{"x":1,"api_key":"abc"}',
  ])('%s: what is called a secret is one', (text) => {
    expect(redactSecrets(text)).not.toContain('abc')
    expect(redactSecrets(text)).toContain('1')
  })

  test.each([
    'Incorrect API key provided. You can find it at https://platform.openai.com/account/api-keys.',
    'max_tokens: 5000 is more than the model gives, claude-3-5-sonnet-20241022 gives at most 4096',
    'TypeError: Cannot read properties of undefined (reading "user_agent") at https://app.test/assets/index-4f3a.js:12:7',
    '3f8e9c52-6d1b-4f0a-9c3e-5b7a1d2e4f60 and req_011CSHoEeqs5C35K2UUqR7Fy',
    'thisIsAVeryLongFunctionNameThatSomebodyActuallyWroteByHand',
    'organization, user and account; ask-me, task_skipped',
    '',
  ])('%s stays as it is', (text) => expect(redactSecrets(text)).toBe(text))

  test('twenty thousand characters of anything are looked through in a moment', async () => {
    for (const part of ['a', 'a@', 'a.', 'sk-', '/a', 'eyJa.', '=', '"', '\\', 'a1+/']) {
      const ms = await cpuMs(() => redactSecrets(part.repeat(20_000 / part.length)))
      expect([part, ms < 250]).toEqual([part, true])
    }
  })
})

const runsOf = (text: string): string[] =>
  Array.from({ length: Math.max(0, text.length - QUOTE_LENGTH + 1) }, (_, at) => text.slice(at, at + QUOTE_LENGTH))

/** Few letters, so that inputs and texts have much in common by chance too. */
const word = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n', '"', 'é', '😀', '\\'), maxLength: 60 })
const anyText = fc.oneof(word, fc.string({ unit: 'grapheme', maxLength: 80 }))

/** A vendor's text: words of its own and pieces of the request, as they are or as JSON has them, once or twice. */
const quoting = fc
  .record({
    input: anyText,
    pieces: fc.array(fc.tuple(anyText, fc.nat(), fc.nat(40), fc.constantFrom(0, 1, 2)), { maxLength: 5 }),
  })
  .map(({ input, pieces }) => ({
    input,
    text: pieces
      .map(([own, from, length, levels]) => {
        let piece = input.slice(from % (input.length + 1)).slice(0, length)
        for (let level = 0; level < levels; level += 1) piece = JSON.stringify(piece).slice(1, -1)
        return own + piece
      })
      .join(' … '),
  }))

/** What is the same text before and after it was put into JSON. */
const plain = (text: string): string => redactQuotes(text, '')

describe('quotes', () => {
  test('no twelve characters in a row of what remains are the request’s', () => {
    fc.assert(
      fc.property(quoting, ({ input, text }) => {
        const own = new Set(runsOf(plain(input)))
        const pieces = redactQuotes(text, input).split(REDACTED)
        expect(pieces.flatMap(runsOf).filter((run) => own.has(run))).toEqual([])
      }),
      { numRuns: 2_000 },
    )
  })

  test('what is not the request’s stays', () => {
    fc.assert(
      fc.property(anyText, anyText, (text, input) => {
        const own = new Set(runsOf(plain(input)))
        fc.pre(!runsOf(plain(text)).some((run) => own.has(run)))
        expect(redactQuotes(text, input)).toBe(plain(text))
      }),
    )
  })

  test('a prompt that a vendor quotes in JSON, in JSON in JSON, in Python’s way', () => {
    const prompt = 'My "diary" of today:\n\tI have told Ünal nothing.'
    const python = JSON.stringify(prompt).replace('Ü', '\\u00dc')
    for (const quote of [prompt, JSON.stringify(prompt), JSON.stringify(JSON.stringify(prompt)), python]) {
      const shown = redactQuotes(`{"error":{"message":"Invalid content: ${quote} (too short)"}}`, `canon\n${prompt}`)
      expect(shown).toContain('Invalid content: ')
      expect(shown).toContain('(too short)')
      for (const part of ['diary', 'today', 'nothing', 'told']) expect(shown).not.toContain(part)
    }
  })

  test('an input of six megabytes is compared in well under a second', async () => {
    const input = Array.from({ length: 600_000 }, (_, at) => `line ${at} `).join('')
    let shown = ''
    const ms = await cpuMs(() => (shown = redactQuotes(`You wrote: "${input.slice(3_000_000, 3_000_100)}".`, input)))
    expect(ms).toBeLessThan(1_000)
    expect(shown).toBe(`You wrote: "${REDACTED}".`)
  })
})
