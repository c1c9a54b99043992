import { expect, test } from 'vitest'
import { blocksOf, piecesOf } from '../../../web/consoles/dashboard/screens/playground/markdown.ts'

test('code, lists and headings among paragraphs', () => {
  const text = [
    '# Plan',
    'One line',
    'and another',
    '',
    '- first',
    '  * nested',
    '2. counted',
    '```python',
    'print("**no**")',
    '',
    '```',
    'End',
  ].join('\n')
  expect(blocksOf(text)).toEqual([
    { kind: 'heading', text: 'Plan' },
    { kind: 'paragraph', text: 'One line\nand another' },
    {
      kind: 'list',
      items: [
        { mark: '•', depth: 0, text: 'first' },
        { mark: '•', depth: 1, text: 'nested' },
        { mark: '2.', depth: 0, text: 'counted' },
      ],
    },
    { kind: 'code', language: 'python', text: 'print("**no**")\n' },
    { kind: 'paragraph', text: 'End' },
  ])
})

test('code that is still coming ends where it ends so far, and may hold other fences', () => {
  expect(blocksOf('````\n```js\nx')).toEqual([{ kind: 'code', language: '', text: '```js\nx' }])
})

test('bold and code in a line', () => {
  expect(piecesOf('Use **very much** of `npm run x`.')).toEqual([
    { kind: 'text', text: 'Use ' },
    { kind: 'bold', text: 'very much' },
    { kind: 'text', text: ' of ' },
    { kind: 'code', text: 'npm run x' },
    { kind: 'text', text: '.' },
  ])
})

test.each([
  '2 ** 3 ** 4',
  '<img/src=`x`onerror=1>',
  '__proto__',
  'a * b * c',
  '**open',
  '`open',
  '#hashtag',
  '-5 degrees',
])('stays the text that it is: %s', (text) => {
  expect(blocksOf(text)).toEqual([{ kind: 'paragraph', text }])
  expect(piecesOf(text)).toEqual([{ kind: 'text', text }])
})

test('a long text of nothing but marks takes no time', () => {
  const start = performance.now()
  for (const mark of ['*', '**', '`', '**a', '` '].map((part) => part.repeat(50_000))) piecesOf(mark)
  blocksOf('- \n'.repeat(50_000))
  expect(performance.now() - start).toBeLessThan(2_000)
})
