import type { Surface } from '../../netlify/functions/_lib/services/prepared-call.ts'
import type { Rhythm } from './calendar.ts'
import type { Weighted } from './random.ts'

/** Half of the calls have less than the median; see Random.around for the spread. */
type Amount = { median: number; spread: number }

/** What one program of a customer does with models. */
export type Workload = {
  app: string
  label: string
  hours: Rhythm['hours']
  surfaces: readonly Weighted<Surface>[]
  /** `provider/model`, as the price file names them. */
  models: readonly Weighted<string>[]
  input: Amount
  output: Amount
  maxTokens: number
  /** Shares of the input, where the vendor has such a class. */
  cached: number
  cacheWrite: number
  /** Share of the output, for models that think. */
  reasoning: number
  userAgents: readonly string[]
  /** Runs on people's machines, each with an install id. */
  onDevices: boolean
}

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36'
const SAFARI =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15'
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0'
const PHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148'
const OPENAI_NODE = 'OpenAI/JS 6.49.0'
const OPENAI_PYTHON = 'OpenAI/Python 2.31.0'
const ANTHROPIC_PYTHON = 'Anthropic/Python 1.8.2'
const GOOGLE = 'google-genai-sdk/2.32.0 gl-node/v24.9.0'

const only = <const T>(value: T): Weighted<T>[] => [{ weight: 1, value }]

export const WORKLOADS: readonly Workload[] = [
  {
    ...{ app: 'support-desk', label: 'support desk', hours: 'always', onDevices: true },
    surfaces: [...only('stream'), { weight: 0.2, value: 'chat' }, { weight: 0.2, value: 'job' }],
    models: [
      { weight: 5, value: 'openai/gpt-4.1-mini' },
      { weight: 3, value: 'openai/gpt-4o-mini' },
      { weight: 1, value: 'anthropic/claude-haiku-4-5' },
    ],
    ...{ input: { median: 3_600, spread: 0.7 }, output: { median: 260, spread: 0.6 }, maxTokens: 1_024 },
    ...{ cached: 0.45, cacheWrite: 0.08, reasoning: 0 },
    userAgents: [CHROME, SAFARI, FIREFOX, PHONE],
  },
  {
    ...{ app: 'code-review', label: 'ci', hours: 'office', onDevices: false },
    surfaces: [...only('anthropic'), { weight: 0.2, value: 'job' }],
    models: [
      { weight: 6, value: 'anthropic/claude-sonnet-4-6' },
      { weight: 2, value: 'anthropic/claude-opus-4-6' },
      { weight: 2, value: 'anthropic/claude-haiku-4-5' },
    ],
    ...{ input: { median: 18_000, spread: 0.9 }, output: { median: 700, spread: 0.7 }, maxTokens: 4_096 },
    ...{ cached: 0.6, cacheWrite: 0.15, reasoning: 0.2 },
    userAgents: [ANTHROPIC_PYTHON],
  },
  {
    ...{ app: 'research-agent', label: 'agent', hours: 'office', onDevices: false },
    surfaces: [...only('openai-responses'), { weight: 0.15, value: 'job' }],
    models: [
      { weight: 5, value: 'openai/gpt-5-mini' },
      { weight: 3, value: 'openai/gpt-5.1' },
      { weight: 1, value: 'openai/o4-mini' },
      { weight: 1, value: 'gemini/gemini-2.5-pro' },
    ],
    ...{ input: { median: 30_000, spread: 1 }, output: { median: 1_300, spread: 0.8 }, maxTokens: 8_192 },
    ...{ cached: 0.5, cacheWrite: 0, reasoning: 0.55 },
    userAgents: [OPENAI_NODE, OPENAI_PYTHON],
  },
  {
    ...{ app: 'document-intake', label: 'intake', hours: 'night', onDevices: false },
    surfaces: [...only('gemini'), { weight: 0.08, value: 'job' }],
    models: [
      { weight: 6, value: 'gemini/gemini-2.5-flash' },
      { weight: 3, value: 'gemini/gemini-2.5-flash-lite' },
      { weight: 1, value: 'gemini/gemini-2.5-pro' },
    ],
    ...{ input: { median: 12_000, spread: 1.1 }, output: { median: 420, spread: 0.5 }, maxTokens: 2_048 },
    ...{ cached: 0.1, cacheWrite: 0, reasoning: 0.15 },
    userAgents: [GOOGLE],
  },
  {
    ...{ app: 'site-search', label: 'search', hours: 'always', onDevices: false },
    surfaces: only('embeddings'),
    models: [
      { weight: 5, value: 'openai/text-embedding-3-small' },
      { weight: 1, value: 'openai/text-embedding-3-large' },
      { weight: 1, value: 'gemini/gemini-embedding-001' },
    ],
    ...{ input: { median: 5_000, spread: 1.2 }, output: { median: 0, spread: 0 }, maxTokens: 0 },
    ...{ cached: 0, cacheWrite: 0, reasoning: 0 },
    userAgents: [OPENAI_PYTHON],
  },
  {
    ...{ app: 'writing-helper', label: 'desktop app', hours: 'office', onDevices: true },
    surfaces: [
      { weight: 3, value: 'stream' },
      { weight: 1, value: 'openai-chat' },
      { weight: 0.3, value: 'job' },
    ],
    models: [
      { weight: 3, value: 'openai/gpt-4o' },
      { weight: 3, value: 'anthropic/claude-sonnet-4-6' },
      { weight: 2, value: 'gemini/gemini-2.5-flash' },
      { weight: 2, value: 'mistral/mistral-medium-2508' },
    ],
    ...{ input: { median: 1_700, spread: 0.8 }, output: { median: 620, spread: 0.6 }, maxTokens: 2_048 },
    ...{ cached: 0.2, cacheWrite: 0.05, reasoning: 0.05 },
    userAgents: [CHROME, SAFARI],
  },
  {
    ...{ app: 'nightly-digest', label: 'batch', hours: 'night', onDevices: false },
    surfaces: [...only('openai-chat'), { weight: 0.3, value: 'job' }],
    models: [
      { weight: 4, value: 'groq/llama-3.3-70b-versatile' },
      { weight: 3, value: 'deepseek/deepseek-chat' },
      { weight: 2, value: 'openai/gpt-4.1-nano' },
      { weight: 1, value: 'xai/grok-3-mini' },
    ],
    ...{ input: { median: 16_000, spread: 0.6 }, output: { median: 900, spread: 0.4 }, maxTokens: 2_048 },
    ...{ cached: 0.1, cacheWrite: 0, reasoning: 0.1 },
    userAgents: [OPENAI_PYTHON, OPENAI_NODE],
  },
]

/** Somebody who tries things out by hand: what a customer's first key is used for. */
export const PLAYGROUND: Workload = {
  ...{ app: 'playground', label: 'master', hours: 'office', onDevices: false },
  surfaces: [...only('chat'), ...only('stream'), { weight: 0.4, value: 'job' }],
  models: [
    { weight: 3, value: 'openai/gpt-4o-mini' },
    { weight: 2, value: 'anthropic/claude-sonnet-4-6' },
    { weight: 2, value: 'gemini/gemini-2.5-flash' },
    { weight: 1, value: 'openai/gpt-5.1' },
  ],
  ...{ input: { median: 320, spread: 0.8 }, output: { median: 380, spread: 0.7 }, maxTokens: 1_024 },
  ...{ cached: 0, cacheWrite: 0, reasoning: 0.1 },
  userAgents: ['curl/8.14.1', CHROME],
}
