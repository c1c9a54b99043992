import Anthropic from '@anthropic-ai/sdk'
import { GoogleGenAI } from '@google/genai'
import OpenAI from 'openai'

/** What an official SDK made of an answer. Arguments are parsed, because dialects have them as text or as an object. */
export type Said = { text: string; toolCalls: [id: string, name: string, input: unknown][]; usage: SaidUsage }

/** Totals include their parts; a part that a dialect has no place for is left out. */
export type SaidUsage = { input: number; cached: number; output: number; reasoning?: number }

export type SdkReader = (question: { model: string; stream: boolean }) => Promise<Said>

/** Where the gateway is: over HTTP, or without a network by a `fetch` of its own. */
export type Site = { url: string; key: string; fetch?: typeof globalThis.fetch }

const MAX_TOKENS = 1_000
const PROMPT = 'Say what you once said'
const TOOL_TEXT = '{}'

/** Arguments that are no JSON are compared as they are. */
export const parsed = (json: string): unknown => {
  try {
    return JSON.parse(json === '' ? TOOL_TEXT : json)
  } catch {
    return json
  }
}

const openai = ({ url, key, fetch }: Site) =>
  new OpenAI({ apiKey: key, baseURL: `${url}/v1`, maxRetries: 0, ...(fetch && { fetch }) })

export const openaiChatReader = (site: Site): SdkReader => {
  const client = openai(site)
  const usageOf = (usage: OpenAI.CompletionUsage | null | undefined): SaidUsage => ({
    input: usage?.prompt_tokens ?? -1,
    cached: usage?.prompt_tokens_details?.cached_tokens ?? -1,
    output: usage?.completion_tokens ?? -1,
    reasoning: usage?.completion_tokens_details?.reasoning_tokens ?? -1,
  })
  return async ({ model, stream }) => {
    const request = { model, messages: [{ role: 'user' as const, content: PROMPT }], max_completion_tokens: MAX_TOKENS }
    if (!stream) {
      const { choices, usage } = await client.chat.completions.create(request)
      const message = choices[0]?.message
      return {
        text: message?.content ?? '',
        toolCalls: (message?.tool_calls ?? []).map((call) =>
          call.type === 'function' ? [call.id, call.function.name, parsed(call.function.arguments)] : [call.id, '', ''],
        ),
        usage: usageOf(usage),
      }
    }
    const answer = client.chat.completions.stream({ ...request, stream_options: { include_usage: true } })
    // The SDK's own way of putting chunks together; it throws at fragments that belong to no tool call.
    const snapshot = await answer.finalChatCompletion()
    const message = snapshot.choices[0]?.message
    return {
      text: message?.content ?? '',
      toolCalls: (message?.tool_calls ?? []).map((call) => [
        call.id,
        call.function.name,
        parsed(call.function.arguments),
      ]),
      usage: usageOf(snapshot.usage),
    }
  }
}

export const openaiResponsesReader = (site: Site): SdkReader => {
  const client = openai(site)
  const saidIn = ({ output, output_text: text, usage }: OpenAI.Responses.Response): Said => ({
    text,
    toolCalls: output.flatMap((item) =>
      item.type === 'function_call' ? [[item.call_id, item.name, parsed(item.arguments)]] : [],
    ),
    usage: {
      input: usage?.input_tokens ?? -1,
      cached: usage?.input_tokens_details.cached_tokens ?? -1,
      output: usage?.output_tokens ?? -1,
      reasoning: usage?.output_tokens_details.reasoning_tokens ?? -1,
    },
  })
  return async ({ model, stream }) => {
    const request = { model, input: PROMPT, max_output_tokens: MAX_TOKENS }
    if (!stream) return saidIn(await client.responses.create(request))
    return saidIn(await client.responses.stream(request).finalResponse())
  }
}

export const anthropicReader = ({ url, key, fetch }: Site): SdkReader => {
  const client = new Anthropic({ apiKey: key, baseURL: url, maxRetries: 0, ...(fetch && { fetch }) })
  return async ({ model, stream }) => {
    const request = { model, messages: [{ role: 'user' as const, content: PROMPT }], max_tokens: MAX_TOKENS }
    const message = stream
      ? await client.messages.stream(request).finalMessage()
      : await client.messages.create(request)
    const { usage } = message
    const cached = usage.cache_read_input_tokens ?? 0
    return {
      text: message.content.map((block) => (block.type === 'text' ? block.text : '')).join(''),
      toolCalls: message.content.flatMap((block) =>
        block.type === 'tool_use' ? [[block.id, block.name, block.input]] : [],
      ),
      usage: {
        input: usage.input_tokens + cached + (usage.cache_creation_input_tokens ?? 0),
        cached,
        output: usage.output_tokens,
      },
    }
  }
}

/** This SDK takes no `fetch`. */
export const geminiReader = ({ url, key }: Site): SdkReader => {
  const client = new GoogleGenAI({ apiKey: key, httpOptions: { baseUrl: url } })
  return async ({ model, stream }) => {
    const request = { model, contents: PROMPT, config: { maxOutputTokens: MAX_TOKENS } }
    const chunks = []
    if (!stream) chunks.push(await client.models.generateContent(request))
    else for await (const chunk of await client.models.generateContentStream(request)) chunks.push(chunk)
    const usage = chunks.findLast(({ usageMetadata }) => usageMetadata !== undefined)?.usageMetadata
    const parts = chunks.flatMap(({ candidates }) => candidates?.[0]?.content?.parts ?? [])
    return {
      text: parts.map(({ text, thought }) => (thought === true ? '' : (text ?? ''))).join(''),
      toolCalls: parts.flatMap(({ functionCall: call }) =>
        call === undefined ? [] : [[call.id ?? '', call.name ?? '', call.args ?? {}]],
      ),
      usage: {
        input: usage?.promptTokenCount ?? 0,
        cached: usage?.cachedContentTokenCount ?? 0,
        output: (usage?.candidatesTokenCount ?? 0) + (usage?.thoughtsTokenCount ?? 0),
        reasoning: usage?.thoughtsTokenCount ?? 0,
      },
    }
  }
}
