import type { FilePart, ImagePart, MediaSource, Message, TextPart, UserPart } from '../../domain/chat.ts'
import { badField } from '../body-fields.ts'
import type { JsonObject } from '../dialect.ts'
import type { Content, Part } from './contents.ts'
import { refuseOtherFields } from './fields.ts'
import { toolCallIds, type ToolCallIds } from './tool-ids.ts'

type AssistantMessage = Extract<Message, { role: 'assistant' }>

/** Notes of the client to itself, and proofs of thoughts, which no other vendor can verify. */
const LEFT_BEHIND = ['partMetadata', 'thought', 'thoughtSignature']

const PART_FIELDS = {
  text: new Set(['text', ...LEFT_BEHIND]),
  inlineData: new Set(['inlineData', ...LEFT_BEHIND]),
  fileData: new Set(['fileData', ...LEFT_BEHIND]),
  functionCall: new Set(['functionCall', ...LEFT_BEHIND]),
  functionResponse: new Set(['functionResponse', ...LEFT_BEHIND]),
  other: new Set(LEFT_BEHIND),
}
const CALL_FIELDS = new Set(['id', 'name', 'args'])
const RESPONSE_FIELDS = new Set(['id', 'name', 'response'])

/**
 * Neighbouring contents of one role become one message, as Gemini reads them; in a user's turn the results of tools come
 * first, because other vendors take nothing between a call and its result.
 * @throws GatewayError BAD_REQUEST naming the part that no other dialect can express
 */
export const translateMessages = (contents: readonly Content[], instruction: readonly Part[]): Message[] => {
  const messages: Message[] = []
  if (instruction.length > 0) messages.push({ role: 'system', content: instruction.flatMap(instructionText) })
  const ids = toolCallIds()
  for (const { role, parts, path } of contents) {
    switch (role) {
      case 'model':
        for (const part of parts) addModelPart(messages, part, ids)
        break
      // `function` is what the first version of the API called the sender of results.
      case 'function':
      case 'user':
        for (const part of parts) addUserPart(messages, part, ids)
        break
      default:
        throw badField(`${path}.role`, 'is neither user nor model')
    }
  }
  return messages
}

const instructionText = (part: Part): TextPart[] => {
  refuseOtherFields(part.fields, PART_FIELDS[part.kind])
  if (part.kind !== 'text') throw badField(part.fields.path, 'only text can be an instruction for this model')
  return [{ type: 'text', text: part.text }]
}

const isThought = ({ fields }: Part): boolean => fields.byName.get('thought')?.value === true

const addModelPart = (messages: Message[], part: Part, ids: ToolCallIds): void => {
  refuseOtherFields(part.fields, PART_FIELDS[part.kind])
  switch (part.kind) {
    case 'text':
      if (part.text !== '' && !isThought(part)) assistantTurn(messages).content.push({ type: 'text', text: part.text })
      return
    case 'functionCall':
      refuseOtherFields(part.inner, CALL_FIELDS)
      assistantTurn(messages).toolCalls.push({
        id: ids.called(part.id, part.name),
        name: part.name,
        arguments: JSON.stringify(part.args),
      })
      return
    case 'other':
      return
    case 'inlineData':
    case 'fileData':
    case 'functionResponse':
      throw badField(part.fields.path, 'cannot be in the history of a model of this provider')
  }
}

const addUserPart = (messages: Message[], part: Part, ids: ToolCallIds): void => {
  refuseOtherFields(part.fields, PART_FIELDS[part.kind])
  switch (part.kind) {
    case 'text':
      if (part.text !== '') userTurn(messages).push({ type: 'text', text: part.text })
      return
    case 'inlineData':
      userTurn(messages).push(inlineMedia(part))
      return
    case 'fileData':
      userTurn(messages).push(linkedMedia(part))
      return
    case 'functionResponse': {
      refuseOtherFields(part.inner, RESPONSE_FIELDS)
      const toolCallId = ids.answered(part.id, part.name)
      if (toolCallId === undefined) throw badField(part.inner.path, 'no function call before it is still unanswered')
      const result: Message = { role: 'tool', toolCallId, content: [{ type: 'text', text: resultText(part.response) }] }
      messages.splice(messages.at(-1)?.role === 'user' ? -1 : messages.length, 0, result)
      return
    }
    case 'other':
      return
    case 'functionCall':
      throw badField(part.inner.path, 'a call is made by the model')
  }
}

const assistantTurn = (messages: Message[]): AssistantMessage => {
  const last = messages.at(-1)
  if (last?.role === 'assistant') return last
  const turn: AssistantMessage = { role: 'assistant', content: [], toolCalls: [] }
  messages.push(turn)
  return turn
}

const userTurn = (messages: Message[]): UserPart[] => {
  const last = messages.at(-1)
  if (last?.role === 'user') return last.content
  const content: UserPart[] = []
  messages.push({ role: 'user', content })
  return content
}

/**
 * What the function said: the output, when there is nothing else; the whole object for every other form, an error included, as
 * its field names tell the model what it is (ai.google.dev/api/caching#FunctionResponse).
 */
const resultText = (response: JsonObject): string => {
  const { output, ...others } = response
  if (output === undefined || Object.keys(others).length > 0) return JSON.stringify(response)
  return typeof output === 'string' ? output : JSON.stringify(output)
}

const inlineMedia = (part: Extract<Part, { kind: 'inlineData' }>): ImagePart | FilePart => {
  refuseOtherFields(part.inner, new Set(['mimeType', 'data', 'displayName']))
  const mediaType = part.mediaType.toLowerCase()
  const source = { kind: 'data', mediaType, data: standardBase64(part.data) } as const
  return mediaPart(source, mediaType, part.displayName, part.fields.path)
}

const linkedMedia = (part: Extract<Part, { kind: 'fileData' }>): ImagePart | FilePart => {
  refuseOtherFields(part.inner, new Set(['mimeType', 'fileUri', 'displayName']))
  const path = part.inner.byName.get('fileUri')?.path ?? part.inner.path
  if (FILES_API.test(part.uri)) throw badField(path, 'only Google can read a file of its Files API')
  return mediaPart({ kind: 'url', url: part.uri }, part.mediaType?.toLowerCase() ?? '', undefined, part.fields.path)
}

const FILES_API = /^https?:\/\/generativelanguage\.googleapis\.com\//i

const mediaPart = (
  source: MediaSource,
  mediaType: string,
  filename: string | undefined,
  path: string,
): ImagePart | FilePart => {
  if (/^(?:audio|video)\//.test(mediaType)) throw badField(path, 'the provider of this model takes no audio or video')
  if (mediaType.startsWith('image/')) return { type: 'image', source }
  return { type: 'file', source, ...(filename !== undefined && { filename }) }
}

/** Google takes both alphabets of base64 (RFC 4648), other vendors the first only. */
const standardBase64 = (data: string): string => data.replaceAll('-', '+').replaceAll('_', '/')
