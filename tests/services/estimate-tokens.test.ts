import { expect, test } from 'vitest'
import { estimateTokens } from '../../netlify/functions/_lib/services/estimate-tokens.ts'
import { cpuMs } from '../support/cpu-time.ts'

test('a text has about as many tokens as OpenAI counts', async () => {
  expect(await estimateTokens('')).toBe(0)
  expect(await estimateTokens('Hello, world!')).toBe(4)
  expect(await estimateTokens('<|endoftext|>')).toBeGreaterThan(1)
})

test('a megabyte without a space is estimated in well under a second', async () => {
  await estimateTokens('the tables are loaded')
  const ms = await cpuMs(async () => expect(await estimateTokens('x'.repeat(1_000_000))).toBeGreaterThan(50_000))
  expect(ms).toBeLessThan(1_000)
})

test('a long text is extrapolated from its beginning', async () => {
  const sentence = 'The quick brown fox jumps over the lazy dog. '
  const one = await estimateTokens(sentence)
  const tokens = await estimateTokens(sentence.repeat(20_000))
  expect(tokens / (one * 20_000)).toBeGreaterThan(0.9)
  expect(tokens / (one * 20_000)).toBeLessThan(1.15)
})
