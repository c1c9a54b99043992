import { z } from 'zod'
import { GatewayError } from '../domain/errors.ts'
import { readValue } from '../domain/field-problem.ts'
import { notJson } from './not-json.ts'

/** Netlify's own limit for a synchronous call; the dedicated server keeps the same. */
export const MAX_BODY_BYTES = 6 * 1024 * 1024

const MAX_DEPTH = 100

/**
 * `maxLength`, in characters, is a route's own limit.
 * @throws GatewayError BODY_TOO_LARGE before more than the limit of all routes was read, BAD_JSON when it is not UTF-8
 */
export const readBody = async (request: Request, maxLength = Infinity): Promise<string> => {
  const text = await readText(request)
  if (text.length <= maxLength) return text
  throw new GatewayError('BODY_TOO_LARGE', 'The body is too large', {
    hint: `At most ${maxLength} characters are accepted.`,
  })
}

const readText = async (request: Request): Promise<string> => {
  if (Number(request.headers.get('content-length') ?? 0) > MAX_BODY_BYTES) throw tooLarge()
  const chunks: Uint8Array[] = []
  const reader: ReadableStreamDefaultReader<Uint8Array> | undefined = request.body?.getReader()
  for (let bytes = 0; reader !== undefined;) {
    const { done, value } = await reader.read().catch(brokenOff)
    if (done) break
    bytes += value.byteLength
    if (bytes > MAX_BODY_BYTES) throw tooLarge()
    chunks.push(value)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
  } catch (cause) {
    throw new GatewayError('BAD_JSON', 'The body is not UTF-8 text', { cause })
  }
}

/** A client that hangs up in the middle of its body is no failure of ours. */
const brokenOff = (cause: unknown): never => {
  throw new GatewayError('BAD_JSON', 'The body broke off', { cause })
}

const tooLarge = (): GatewayError =>
  new GatewayError('BODY_TOO_LARGE', 'The body is too large', { hint: `At most ${MAX_BODY_BYTES} bytes are accepted.` })

/**
 * A body as the client wrote it. An absent body is `{}`; a JSON string that holds JSON is read twice (an existing client
 * encodes twice).
 * @throws GatewayError BAD_JSON
 */
export const valueOfBody = (text: string): unknown => {
  const value = text.trim() === '' ? {} : parseJson(text)
  return typeof value === 'string' ? parseJson(value) : value
}

/**
 * The same as its schema sees it.
 * @throws GatewayError BAD_REQUEST naming the first field that is wrong
 */
export const parseBody = <Body>(value: unknown, schema: z.ZodType<Body>): Body => parseWith(schema, value)

/** The fields of a body that was accepted, as the client wrote them. */
export const fieldsOfBody = (text: string): Record<string, unknown> => ({
  ...z.looseObject({}).parse(valueOfBody(text)),
})

/**
 * `text`: the request's body, where a parameter may have been put by mistake.
 * @throws GatewayError BAD_REQUEST naming the first field that is wrong, or that is there more than once
 */
export const parseQuery = <Query>(url: URL, schema: z.ZodType<Query>, text = ''): Query => {
  const seen = new Set<string>()
  for (const name of url.searchParams.keys()) {
    // Whoever reads the first and whoever reads the last would act on different things.
    if (seen.has(name)) throw badField(name, 'is there more than once')
    seen.add(name)
  }
  return parseWith(schema, Object.fromEntries(url.searchParams), (name) => {
    return `is missing from the query string (?${name}=${misplaced(text, name) ?? '…'})`
  })
}

const parseWith = <T>(schema: z.ZodType<T>, value: unknown, whenMissing?: (name: string) => string): T => {
  const read = readValue(schema, value)
  if (read.problem === undefined) return read.data
  const { path, problem, missing } = read.problem
  const name = path.map(String).join('.')
  throw badField(name, missing && whenMissing !== undefined ? whenMissing(name) : problem)
}

/** What a body says under the name of a parameter, when it could be an id. */
const misplaced = (text: string, name: string): string | undefined => {
  try {
    const value = fieldsOfBody(text)[name]
    const id = typeof value === 'number' || typeof value === 'string' ? String(value) : ''
    return /^[\w-]{1,80}$/.test(id) ? id : undefined
  } catch {
    return undefined
  }
}

const badField = (path: string, problem: string): GatewayError =>
  new GatewayError('BAD_REQUEST', `${path === '' ? 'The request' : path}: ${problem}`.slice(0, 300), {
    details: { field: path.slice(0, 200) },
  })

const parseJson = (text: string): unknown => {
  if (depthOf(text) > MAX_DEPTH)
    throw new GatewayError('BAD_JSON', `The JSON is nested more than ${MAX_DEPTH} levels deep`)
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw notJson(text, cause)
  }
}

/** Counted on the text, because walking a value that is too deep is what has to be avoided. */
const depthOf = (text: string): number => {
  let depth = 0
  let deepest = 0
  let inString = false
  for (let index = 0; index < text.length; index++) {
    const character = text.charCodeAt(index)
    if (inString) {
      if (character === BACKSLASH) index++
      else if (character === QUOTE) inString = false
    } else if (character === QUOTE) inString = true
    else if (character === OPEN_BRACE || character === OPEN_BRACKET) deepest = Math.max(deepest, ++depth)
    else if (character === CLOSE_BRACE || character === CLOSE_BRACKET) depth--
  }
  return deepest
}

const [QUOTE, BACKSLASH, OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [34, 92, 123, 125, 91, 93]
