import { expect, test } from 'vitest'
import { isAskedFor } from '../../../web/consoles/admin/screens/prices/is-asked-for.ts'

test('models without a price are narrowed as those with one are', () => {
  const model = { provider: 'openai', model: 'GPT-9' }
  const of = (q?: string, provider?: string) => isAskedFor(model, { q, provider })
  expect([of(), of('gpt'), of('openai/g'), of('', 'openai')]).toEqual([true, true, true, true])
  expect([of('claude'), of('gpt', 'anthropic'), of(undefined, 'anthropic')]).toEqual([false, false, false])
  expect(isAskedFor({ provider: null, model: null }, { q: 'null', provider: undefined })).toBe(false)
})
