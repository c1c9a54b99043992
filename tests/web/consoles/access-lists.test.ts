import { expect, test } from 'vitest'
import { choicesOf, listsOf, modelOptions } from '../../../web/consoles/shared/access-lists.ts'

test('lists become choices and lists again, slashes in model names included', () => {
  const lists = { openai: ['gpt-4o-mini', '*'], groq: ['meta/llama-3'], '*': ['*'] }
  expect(choicesOf(lists)).toEqual(['openai/gpt-4o-mini', 'openai/*', 'groq/meta/llama-3', '*/*'])
  expect(listsOf(choicesOf(lists))).toEqual(lists)
})

test('nothing chosen is no list', () => {
  expect(listsOf([])).toBeNull()
  expect(choicesOf(null)).toEqual([])
})

test('a provider with a name that objects have is a name like any other', () => {
  expect(listsOf(['constructor/x', '__proto__/y'])).toEqual(
    Object.fromEntries([
      ['constructor', ['x']],
      ['__proto__', ['y']],
    ]),
  )
})

const MODELS = [
  { provider: 'openai', model: 'gpt-4o' },
  { provider: 'openai', model: 'gpt-4o-mini' },
  { provider: 'groq', model: 'llama' },
]

test('models are offered by provider, all of it first', () => {
  expect(modelOptions(MODELS, [], [])).toEqual([
    {
      group: 'openai',
      items: [
        { value: 'openai/*', label: 'all of openai' },
        { value: 'openai/gpt-4o', label: 'gpt-4o' },
        { value: 'openai/gpt-4o-mini', label: 'gpt-4o-mini' },
      ],
    },
    {
      group: 'groq',
      items: [
        { value: 'groq/*', label: 'all of groq' },
        { value: 'groq/llama', label: 'llama' },
      ],
    },
  ])
})

test('only allowed providers are offered; what was picked before stays, priced or not', () => {
  const options = modelOptions(MODELS, ['groq'], ['openai/gpt-4o', 'openai/of-old', '*/*'])
  expect(options.map(({ group, items }) => [group, items.map(({ value }) => value)])).toEqual([
    ['groq', ['groq/*', 'groq/llama']],
    ['openai', ['openai/gpt-4o', 'openai/of-old']],
    ['*', ['*/*']],
  ])
  expect(modelOptions(MODELS, ['*'], [])).toHaveLength(2)
})

test('no value is offered twice', () => {
  const options = modelOptions(MODELS, [], ['openai/*', 'openai/gpt-4o'])
  const values = options.flatMap(({ items }) => items.map(({ value }) => value))
  expect(new Set(values).size).toBe(values.length)
})
