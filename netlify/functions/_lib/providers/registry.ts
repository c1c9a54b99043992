import { GatewayError } from '../domain/errors.ts'
import type { ModelApi } from '../domain/pricing.ts'
import { anthropicCodec } from './anthropic.ts'
import type { Codec, Target } from './codec.ts'
import type { EmbeddingCodec } from './embedding-codec.ts'
import { geminiEmbeddings } from './gemini-embeddings.ts'
import { geminiCodec } from './gemini.ts'
import {
  COMPATIBLE_DIALECT,
  createOpenAIChatCodec,
  MISTRAL_DIALECT,
  OPENAI_DIALECT,
  type OpenAIChatDialect,
  XAI_DIALECT,
} from './openai-chat.ts'
import { compatibleEmbeddings, mistralEmbeddings, openaiEmbeddings } from './openai-embeddings.ts'
import { openaiResponsesCodec } from './openai-responses.ts'
import { createSandbox, type Sandbox } from './sandbox.ts'

export type RegistryConfig = {
  /** What the operator has set, by the names in `PROVIDERS`; absent or blank is unset. */
  providers: Readonly<Record<string, { apiKey?: string; baseUrl?: string }>>
  /** `delayMs`: the pause before each of its tokens. */
  sandbox: { enabled: boolean; delayMs: number }
}

/** Reached through the transport. Only the target of a configured provider is complete, and only its origin is allowed. */
export type HttpProvider = {
  kind: 'http'
  name: string
  configured: boolean
  target: Target
  /** Undefined when the vendor has no such API. */
  codecFor(api: ModelApi): Codec | undefined
  /** Undefined when the vendor makes none. */
  embeddings: EmbeddingCodec | undefined
}

/** Answers in this process. */
export type LocalProvider = { kind: 'local'; name: string; configured: true } & Sandbox

export type ProviderEntry = HttpProvider | LocalProvider

export type Registry = {
  /** By exact name (aliases are resolved by the caller); undefined: no such provider, or the sandbox when it is off. */
  find(provider: string): ProviderEntry | undefined
  all(): readonly ProviderEntry[]
}

export type ProviderRow = {
  name: string
  /** Absent: there is no address that would fit everybody. Such a provider is configured by its base URL; a key is optional. */
  defaultBaseUrl?: string
  baseUrlVariable: string
  /** Absent: the provider knows no keys. */
  keyVariable?: string
  /** Added to a base URL that names no version, as the vendors' own SDKs take it without. */
  version?: '/v1' | '/v1beta'
  codecs: Readonly<Partial<Record<Exclude<ModelApi, 'embeddings'>, Codec>>>
  embeddings?: EmbeddingCodec
}

const compatible = (dialect: OpenAIChatDialect = COMPATIBLE_DIALECT) => ({ chat: createOpenAIChatCodec(dialect) })

/** `GROQ` → `GROQ_API_KEY`, `GROQ_BASE_URL`. */
const variables = (prefix: string) => ({ keyVariable: `${prefix}_API_KEY`, baseUrlVariable: `${prefix}_BASE_URL` })

/** Every vendor, one row each; base URLs as in the vendors' API references of November 2026. A vendor is added here. */
export const PROVIDERS: readonly ProviderRow[] = [
  {
    name: 'openai',
    defaultBaseUrl: 'https://api.openai.com/v1',
    ...variables('OPENAI'),
    codecs: { ...compatible(OPENAI_DIALECT), responses: openaiResponsesCodec },
    embeddings: openaiEmbeddings,
  },
  {
    name: 'anthropic',
    defaultBaseUrl: 'https://api.anthropic.com/v1',
    ...variables('ANTHROPIC'),
    version: '/v1',
    codecs: { messages: anthropicCodec },
  },
  {
    name: 'gemini',
    defaultBaseUrl: 'https://generativelanguage.googleapis.com/v1beta',
    ...variables('GEMINI'),
    version: '/v1beta',
    codecs: { generateContent: geminiCodec },
    embeddings: geminiEmbeddings,
  },
  { name: 'groq', defaultBaseUrl: 'https://api.groq.com/openai/v1', ...variables('GROQ'), codecs: compatible() },
  {
    name: 'mistral',
    defaultBaseUrl: 'https://api.mistral.ai/v1',
    ...variables('MISTRAL'),
    codecs: compatible(MISTRAL_DIALECT),
    embeddings: mistralEmbeddings,
  },
  { name: 'deepseek', defaultBaseUrl: 'https://api.deepseek.com', ...variables('DEEPSEEK'), codecs: compatible() },
  { name: 'xai', defaultBaseUrl: 'https://api.x.ai/v1', ...variables('XAI'), codecs: compatible(XAI_DIALECT) },
  {
    name: 'openrouter',
    defaultBaseUrl: 'https://openrouter.ai/api/v1',
    ...variables('OPENROUTER'),
    codecs: compatible(),
    embeddings: compatibleEmbeddings,
  },
  {
    name: 'together',
    defaultBaseUrl: 'https://api.together.ai/v1',
    ...variables('TOGETHER'),
    codecs: compatible(),
    embeddings: compatibleEmbeddings,
  },
  {
    name: 'fireworks',
    defaultBaseUrl: 'https://api.fireworks.ai/inference/v1',
    ...variables('FIREWORKS'),
    codecs: compatible(),
    embeddings: compatibleEmbeddings,
  },
  {
    name: 'ollama',
    baseUrlVariable: 'OLLAMA_BASE_URL',
    codecs: compatible(),
    embeddings: compatibleEmbeddings,
  },
  { name: 'custom', ...variables('CUSTOM_OPENAI'), codecs: compatible(), embeddings: compatibleEmbeddings },
]

/**
 * All providers, configured or not. Throws CONFIG, naming the variable, for a base URL that is not a plain http(s) address
 * (credentials, query or fragment in it would end up in logs or break the paths that the codecs append).
 */
export const createRegistry = ({ providers, sandbox }: RegistryConfig): Registry => {
  const entries: ProviderEntry[] = PROVIDERS.map((row) => toEntry(row, providers[row.name] ?? {}))
  if (sandbox.enabled) entries.push({ kind: 'local', name: 'sandbox', configured: true, ...createSandbox(sandbox) })
  const byName = new Map(entries.map((entry) => [entry.name, entry]))
  return { find: (provider) => byName.get(provider), all: () => entries }
}

/** The origins of all configured providers: what the transport may contact, and nothing else. */
export const allowedOrigins = (registry: Registry): string[] => [
  ...new Set(
    registry
      .all()
      .flatMap((entry) => (entry.kind === 'http' && entry.configured ? [new URL(entry.target.baseUrl).origin] : [])),
  ),
]

const toEntry = (row: ProviderRow, set: { apiKey?: string; baseUrl?: string }): HttpProvider => {
  const apiKey = set.apiKey?.trim() ?? ''
  const given = set.baseUrl?.trim() ?? ''
  const baseUrl = given === '' ? (row.defaultBaseUrl ?? '') : parseBaseUrl(row, given)
  const keyless = row.defaultBaseUrl === undefined
  return {
    kind: 'http',
    name: row.name,
    configured: baseUrl !== '' && (keyless || apiKey !== ''),
    // A bearer scheme without a token is not a valid header; servers that know no keys ignore any.
    target: { baseUrl, apiKey: keyless && apiKey === '' ? 'none' : apiKey },
    codecFor: (api) => (api === 'embeddings' ? row.embeddings : row.codecs[api]),
    embeddings: row.embeddings,
  }
}

const parseBaseUrl = ({ baseUrlVariable, version }: ProviderRow, given: string): string => {
  const url = URL.parse(given)
  const isPlain =
    url && /^https?:$/.test(url.protocol) && [url.username, url.password, url.search, url.hash].join('') === ''
  if (!isPlain) throw new GatewayError('CONFIG', `${baseUrlVariable} is not a plain http(s) address`)
  const base = url.href.replace(/\/+$/, '')
  return /\/v\d+(?:alpha|beta)?\d*$/.test(base) ? base : base + (version ?? '')
}
