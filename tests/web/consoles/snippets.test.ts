import { execFileSync } from 'node:child_process'
import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import {
  anthropicJs,
  anthropicPython,
  browserClient,
  curlCode,
  geminiJs,
  openaiJs,
  openaiPython,
  vercelAi,
  type Question,
} from '../../../web/consoles/dashboard/snippets.ts'

const HOSTILE = `it's "quoted" \\ and $(touch /tmp/x) \`id\` \${y}\n</script><b>&amp;\u2028 ü 😀`

const question = (change: Partial<Question> = {}): Question => ({
  base: 'https://gateway.example',
  provider: 'openai',
  model: 'gpt-4o-mini',
  system: '',
  messages: [{ role: 'user', content: 'Say hello' }],
  maxTokens: undefined,
  temperature: undefined,
  ...change,
})

const hostile = question({
  system: HOSTILE,
  model: `m'"</script>`,
  messages: [
    { role: 'user', content: HOSTILE },
    { role: 'assistant', content: 'Yes' },
    { role: 'user', content: HOSTILE },
  ],
  maxTokens: 12,
  temperature: 0.5,
})

/** What a shell gives to curl. */
const argumentsOf = (code: string): string[] =>
  execFileSync('sh', ['-c', `curl() { printf '%s\\0' "$@"; }\nKAIXU_KEY=the-key\n${code}`], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1)

describe('curl', () => {
  test('a shell hands on the very texts, and runs none of them', () => {
    const given = argumentsOf(curlCode(hostile).code)
    expect(given[0]).toBe('https://gateway.example/v1/chat/completions')
    expect(given).toContain('authorization: Bearer the-key')
    expect(JSON.parse(given.at(-1) ?? '')).toEqual({
      model: hostile.model,
      messages: [{ role: 'system', content: HOSTILE }, ...hostile.messages],
      max_tokens: 12,
      temperature: 0.5,
    })
  })

  test('what is not set is not sent', () => {
    expect(JSON.parse(argumentsOf(curlCode(question()).code).at(-1) ?? '')).toEqual({
      model: 'gpt-4o-mini',
      messages: [{ role: 'user', content: 'Say hello' }],
    })
  })
})

/** Every string in the code, as JavaScript reads it. */
const textsOf = (code: string): string[] => {
  const file = ts.createSourceFile('code.mjs', code, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS)
  const texts: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteral(node)) texts.push(node.text)
    ts.forEachChild(node, visit)
  }
  visit(file)
  return texts
}

const problemsOf = (code: string): string[] =>
  (ts.transpileModule(code, { reportDiagnostics: true, fileName: 'code.mts' }).diagnostics ?? []).map(
    ({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '),
  )

describe('JavaScript', () => {
  test.each([
    ['OpenAI', openaiJs],
    ['Anthropic', anthropicJs],
    ['Google Gen AI', geminiJs],
    ['Vercel AI SDK', vercelAi],
  ])('%s: JavaScript reads back the very texts', (_name, write) => {
    const { code } = write(hostile)
    expect(problemsOf(code)).toEqual([])
    expect(textsOf(code)).toContain(HOSTILE)
    expect(textsOf(code)).toContain(hostile.model)
  })

  test('Anthropic gets the system text beside the messages, and the number of tokens that it demands', () => {
    const { code } = anthropicJs(question({ system: 'Be brief' }))
    expect(code).toContain('max_tokens: 1024')
    expect(code).toContain('system: "Be brief"')
    expect(code).not.toContain('role: "system"')
  })
})

test.each([
  ['OpenAI', openaiPython],
  ['Anthropic', anthropicPython],
])('Python, %s: texts are quoted as Python reads them', (_name, write) => {
  const { code } = write(hostile)
  // A JSON string without a lone surrogate is a Python string.
  expect(code).toContain(`"content": ${JSON.stringify(HOSTILE).replace('\u2028', '\\u2028')}`)
  expect(code).toContain('temperature=0.5')
  expect(code).toContain('os.environ["KAIXU_KEY"]')
})

test('the browser client: no text ends the script or the attribute that it stands in', () => {
  const { code } = browserClient({ ...hostile, base: 'https://g.example/"><script>alert(1)</script>' })
  expect(code.match(/<\/script>/g)).toHaveLength(3)
  const script = /<script type="module">\n([\s\S]*)\n<\/script>\n$/.exec(code)?.[1] ?? ''
  expect(textsOf(script)).toContain(HOSTILE)
})
