import { expect, test } from 'vitest'
import { daysByModel } from '../../../web/consoles/shared/days-by-model.ts'

const row = (day: string, provider: string | null, model: string | null, usd: string) => ({
  day,
  provider,
  model,
  calls: 1,
  cost_cents: Number(usd) * 100,
  cost_usd: usd,
})

test('the dearest of the month come first, all others last, and each day has what its models cost', () => {
  const { days, series } = daysByModel([
    row('2026-11-01', 'openai', 'gpt-4.1', '1'),
    row('2026-11-01', null, null, '9'),
    row('2026-11-02', 'anthropic', 'claude', '3'),
    row('2026-11-02', 'openai', 'gpt-4.1', '1.5'),
  ])
  expect(series.map(({ label }) => label)).toEqual(['claude', 'gpt-4.1', 'Other models'])
  expect(new Set(series.map(({ color }) => color)).size).toBe(3)
  const [claude, gpt, others] = series.map(({ name }) => name)
  expect(days).toEqual([
    { day: '2026-11-01', [gpt ?? '']: 1, [others ?? '']: 9 },
    { day: '2026-11-02', [claude ?? '']: 3, [gpt ?? '']: 1.5 },
  ])
})

test('names have no dots, which the chart would follow into something', () => {
  const [series] = daysByModel([row('2026-11-01', 'openai', 'gpt-4.1', '1')]).series
  expect(series?.name).not.toContain('.')
})

test('two of one name say whose they are', () => {
  const { series } = daysByModel([
    row('2026-11-01', 'openai', 'gpt-4o', '2'),
    row('2026-11-01', 'openrouter', 'gpt-4o', '1'),
  ])
  expect(series.map(({ label }) => label)).toEqual(['gpt-4o (OpenAI)', 'gpt-4o (OpenRouter)'])
})
