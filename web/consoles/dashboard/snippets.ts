/** Code that asks a model through this gateway, in the words of each vendor's SDK. Texts of others are only ever quoted into it. */

export type Question = {
  /** The gateway's address, without a slash at the end. */
  base: string
  provider: string
  /** The name that a request gives the model. */
  model: string
  system: string
  messages: readonly { role: 'user' | 'assistant'; content: string }[]
  maxTokens: number | undefined
  temperature: number | undefined
}

export type Snippet = { id: string; label: string; code: string }

/** Anthropic's dialect demands one. */
const USUAL_MAX_TOKENS = 1_024

/** A text as JavaScript and Python both read it. JSON alone would leave in two line ends that old JavaScript does not allow. */
const quoted = (text: string): string =>
  JSON.stringify(text).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')

/** A text as a POSIX shell reads it. */
const shellQuoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

const withSystem = ({ system, messages }: Question) => [
  ...(system === '' ? [] : [{ role: 'system', content: system }]),
  ...messages,
]

type Line = readonly [name: string, value: string] | undefined

const lines = (all: readonly Line[], write: (name: string, value: string) => string, indent: string): string =>
  all.flatMap((line) => (line === undefined ? [] : [`${indent}${write(...line)},\n`])).join('')

const inJs = (name: string, value: string): string => `${name}: ${value}`
const inPython = (name: string, value: string): string => `${name}=${value}`

const messageList = (messages: readonly { role: string; content: string }[], isPython: boolean): string => {
  const one = ({ role, content }: { role: string; content: string }) =>
    isPython
      ? `{"role": ${quoted(role)}, "content": ${quoted(content)}}`
      : `{ role: ${quoted(role)}, content: ${quoted(content)} }`
  return `[\n${messages.map((message) => `    ${one(message)},\n`).join('')}  ]`
}

const number = (name: string, value: number | undefined): Line =>
  value === undefined ? undefined : [name, String(value)]

const openaiLines = (question: Question, isPython: boolean): readonly Line[] => [
  ['model', quoted(question.model)],
  ['messages', messageList(withSystem(question), isPython)],
  number('max_tokens', question.maxTokens),
  number('temperature', question.temperature),
]

const anthropicLines = (question: Question, isPython: boolean): readonly Line[] => [
  ['model', quoted(question.model)],
  ['max_tokens', String(question.maxTokens ?? USUAL_MAX_TOKENS)],
  question.system === '' ? undefined : ['system', quoted(question.system)],
  ['messages', messageList(question.messages, isPython)],
  number('temperature', question.temperature),
]

export const curlCode = (question: Question): Snippet => {
  const body = JSON.stringify(
    {
      model: question.model,
      messages: withSystem(question),
      max_tokens: question.maxTokens,
      temperature: question.temperature,
    },
    null,
    2,
  )
  return {
    id: 'curl',
    label: 'curl',
    code: `curl ${shellQuoted(`${question.base}/v1/chat/completions`)} \\
  -H "authorization: Bearer $KAIXU_KEY" \\
  -H 'content-type: application/json' \\
  -d ${shellQuoted(body)}
`,
  }
}

export const openaiJs = (question: Question): Snippet => ({
  id: 'openai-js',
  label: 'OpenAI, JavaScript',
  code: `import OpenAI from 'openai'

const client = new OpenAI({ baseURL: ${quoted(`${question.base}/v1`)}, apiKey: process.env.KAIXU_KEY })

const answer = await client.chat.completions.create({
${lines(openaiLines(question, false), inJs, '  ')}})
console.log(answer.choices[0].message.content)
`,
})

export const openaiPython = (question: Question): Snippet => ({
  id: 'openai-python',
  label: 'OpenAI, Python',
  code: `import os
from openai import OpenAI

client = OpenAI(base_url=${quoted(`${question.base}/v1`)}, api_key=os.environ["KAIXU_KEY"])

answer = client.chat.completions.create(
${lines(openaiLines(question, true), inPython, '  ')})
print(answer.choices[0].message.content)
`,
})

export const anthropicJs = (question: Question): Snippet => ({
  id: 'anthropic-js',
  label: 'Anthropic, JavaScript',
  code: `import Anthropic from '@anthropic-ai/sdk'

const client = new Anthropic({ baseURL: ${quoted(question.base)}, apiKey: process.env.KAIXU_KEY })

const answer = await client.messages.create({
${lines(anthropicLines(question, false), inJs, '  ')}})
console.log(answer.content)
`,
})

export const anthropicPython = (question: Question): Snippet => ({
  id: 'anthropic-python',
  label: 'Anthropic, Python',
  code: `import os
from anthropic import Anthropic

client = Anthropic(base_url=${quoted(question.base)}, api_key=os.environ["KAIXU_KEY"])

answer = client.messages.create(
${lines(anthropicLines(question, true), inPython, '  ')})
print(answer.content)
`,
})

const lastText = ({ messages }: Question): string => messages.at(-1)?.content ?? ''

export const geminiJs = (question: Question): Snippet => ({
  id: 'gemini-js',
  label: 'Google Gen AI',
  code: `import { GoogleGenAI } from '@google/genai'

const client = new GoogleGenAI({ apiKey: process.env.KAIXU_KEY, httpOptions: { baseUrl: ${quoted(question.base)} } })

const answer = await client.models.generateContent({
  model: ${quoted(question.model)},
  contents: ${quoted(lastText(question))},
})
console.log(answer.text)
`,
})

export const vercelAi = (question: Question): Snippet => ({
  id: 'vercel-ai',
  label: 'Vercel AI SDK',
  code: `import { createOpenAI } from '@ai-sdk/openai'
import { streamText } from 'ai'

const kaixu = createOpenAI({ baseURL: ${quoted(`${question.base}/v1`)}, apiKey: process.env.KAIXU_KEY })

const { textStream } = streamText({
  model: kaixu.chat(${quoted(question.model)}),
  prompt: ${quoted(lastText(question))},
})
for await (const text of textStream) process.stdout.write(text)
`,
})

/** The address is in an attribute of HTML, and the texts are in a script: neither may end what it stands in. */
export const browserClient = (question: Question): Snippet => {
  const inScript = (text: string): string => quoted(text).replaceAll('<', '\\u003c')
  const source = `${question.base}/assets/kaixu-client.js`.replaceAll('&', '&amp;').replaceAll('"', '&quot;')
  return {
    id: 'browser',
    label: 'Browser client',
    code: `<script src="${source}"></script>
<script type="module">
  // Your own server makes the token, so that the page never has the key: it asks the gateway's session-token, a POST with the key,
  // and hands on the "token" of the answer as plain text. The gateway's operator has to name this page's origin in ALLOWED_ORIGINS.
  const token = await (await fetch('/my-token')).text()

  await KaixuClient.autoChat({
    base: ${inScript(question.base)},
    token,
    provider: ${inScript(question.provider)},
    model: ${inScript(question.model)},
    messages: [{ role: "user", content: ${inScript(lastText(question))} }],
    onDelta: (text) => document.body.append(text),
  })
</script>
`,
  }
}
