import type {
  ChatRequest,
  MediaSource,
  Message,
  ResponseFormat,
  TextPart,
  Tool,
  ToolCall,
  ToolChoice,
} from '../domain/chat.ts'
import { cannotExpress, contentPath } from './cannot-express.ts'
import { geminiThinking } from './gemini-thinking.ts'
import { parseRecord } from './json-reader.ts'
import { plainText } from './plain-text.ts'

/**
 * Gemini 3 and later refuse a function call in the history without the signature of the thought behind it, which callers of
 * other dialects have no field for; this value stands for a lost one (ai.google.dev "Thought signatures", FAQ). Parallel calls
 * carry one signature, on the first; models before Gemini 3 ignore it.
 */
const NO_SIGNATURE = 'skip_thought_signature_validator'

const MODES = { none: 'NONE', required: 'ANY' } as const

type Part = Readonly<Record<string, unknown>>
type Content = { role: 'user' | 'model'; parts: Part[] }

/**
 * The body of a generateContent call. System and developer messages become `systemInstruction`; neighbours of one role
 * become one content, because the results of parallel calls belong together (ai.google.dev "Function calling").
 * Throws BAD_REQUEST for media by URL, for a tool result that answers no call, for tool call arguments that are no JSON object,
 * for one tool call at a time and for an effort that the model does not have.
 */
export const geminiBody = (request: ChatRequest) => {
  if (request.parallelToolCalls === false && request.tools?.length) {
    throw cannotExpress('parallel_tool_calls', 'this provider has no way to allow one tool call only')
  }
  const system = request.messages.flatMap(({ role, content }) =>
    role === 'system' || role === 'developer' ? content : [],
  )
  return {
    ...(system.length > 0 && { systemInstruction: { parts: system.map(({ text }) => ({ text })) } }),
    contents: contentsOf(request.messages),
    generationConfig: {
      maxOutputTokens: request.maxTokens,
      ...(request.temperature !== undefined && { temperature: request.temperature }),
      ...(request.topP !== undefined && { topP: request.topP }),
      ...(request.stop?.length && { stopSequences: request.stop }),
      ...(request.responseFormat && formatOf(request.responseFormat)),
      ...(request.reasoning && geminiThinking(request.model, request.reasoning)),
    },
    ...(request.tools?.length && {
      tools: [{ functionDeclarations: request.tools.map(declarationOf) }],
      ...toolConfigOf(request.toolChoice, request.tools),
    }),
  }
}

/** An answer always keeps to its schema, so `strict` asks for nothing more; Gemini shows the model no name of a schema. */
const formatOf = (format: ResponseFormat) => ({
  responseMimeType: 'application/json',
  ...(format.type === 'json_schema' && {
    responseJsonSchema: {
      ...(format.description !== undefined && { description: format.description }),
      ...format.schema,
    },
  }),
})

const contentsOf = (messages: readonly Message[]): Content[] => {
  const contents: Content[] = []
  const callNames = new Map<string, string>()
  messages.forEach((message, index) => {
    const parts = partsOf(message, index, callNames)
    if (parts.length === 0) return
    const role = message.role === 'assistant' ? 'model' : 'user'
    const last = contents.at(-1)
    if (last?.role === role) last.parts.push(...parts)
    else contents.push({ role, parts })
  })
  return contents
}

const partsOf = (message: Message, index: number, callNames: Map<string, string>): Part[] => {
  switch (message.role) {
    case 'system':
    case 'developer':
      return []
    case 'user':
      return message.content.flatMap((part, position) =>
        part.type === 'text' ? textParts([part]) : [inlineData(part.source, contentPath(index, position))],
      )
    case 'assistant':
      for (const { id, name } of message.toolCalls) callNames.set(id, name)
      return [
        ...textParts(message.content),
        ...message.toolCalls.map((call, position) => ({
          functionCall: functionCall(call, index),
          ...(position === 0 && { thoughtSignature: NO_SIGNATURE }),
        })),
      ]
    case 'tool': {
      const { toolCallId: id, content } = message
      const name = callNames.get(id)
      if (name === undefined)
        throw cannotExpress(`messages[${index}].tool_call_id`, 'no tool call before it has this id')
      return [{ functionResponse: { id, name, response: { output: plainText(content) } } }]
    }
  }
}

const textParts = (parts: readonly TextPart[]): Part[] =>
  parts.filter(({ text }) => text !== '').map(({ text }) => ({ text }))

const functionCall = ({ id, name, arguments: args }: ToolCall, index: number) => {
  const parsed = parseRecord(args === '' ? '{}' : args)
  if (!parsed) throw cannotExpress(`messages[${index}].tool_calls`, `the arguments of ${name} are not a JSON object`)
  return { id, name, args: parsed }
}

/**
 * Bytes only. Since 2026 the API can fetch an https address itself (ai.google.dev "File input methods"), but what is behind
 * one, up to hours of YouTube video, is known only afterwards: no hold could bound its tokens.
 */
const inlineData = (source: MediaSource, path: string): Part => {
  if (source.kind === 'url')
    throw cannotExpress(path, 'this provider takes images and files as base64 data, not by URL')
  return { inlineData: { mimeType: source.mediaType, data: source.data } }
}

const declarationOf = ({ name, description, parameters }: Tool) => ({
  name,
  ...(description !== undefined && { description }),
  parametersJsonSchema: parameters,
})

/** VALIDATED is AUTO with arguments that keep to their schema, as those of ANY always do (ai.google.dev "Function calling"). */
const toolConfigOf = (choice: ToolChoice | undefined, tools: readonly Tool[]) => {
  const isStrict = tools.some(({ strict }) => strict === true)
  if (choice === undefined && !isStrict) return {}
  if (typeof choice === 'object') {
    return { toolConfig: { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: [choice.name] } } }
  }
  const mode = choice === undefined || choice === 'auto' ? (isStrict ? 'VALIDATED' : 'AUTO') : MODES[choice]
  return { toolConfig: { functionCallingConfig: { mode } } }
}
