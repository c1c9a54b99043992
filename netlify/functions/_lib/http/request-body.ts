import { z } from 'zod'
import { GatewayError } from '../domain/errors.ts'

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
 * A body as its schema sees it. An absent body is `{}`; a JSON string that holds JSON is read twice (an existing client
 * encodes twice).
 * @throws GatewayError BAD_JSON, BAD_REQUEST naming the first field that is wrong
 */
export const parseBody = <Body>(text: string, schema: z.ZodType<Body>): Body => parseWith(schema, valueOf(text))

const valueOf = (text: string): unknown => {
  const value = text.trim() === '' ? {} : parseJson(text)
  return typeof value === 'string' ? parseJson(value) : value
}

/** The fields of a body that was accepted, as the client wrote them. */
export const fieldsOfBody = (text: string): Record<string, unknown> => ({ ...z.looseObject({}).parse(valueOf(text)) })

/** @throws GatewayError BAD_REQUEST naming the first field that is wrong, or that is there more than once */
export const parseQuery = <Query>(url: URL, schema: z.ZodType<Query>): Query => {
  const seen = new Set<string>()
  for (const name of url.searchParams.keys()) {
    // Whoever reads the first and whoever reads the last would act on different things.
    if (seen.has(name)) throw badField(name, 'is there more than once')
    seen.add(name)
  }
  return parseWith(schema, Object.fromEntries(url.searchParams))
}

const parseWith = <T>(schema: z.ZodType<T>, value: unknown): T => {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const [first] = parsed.error.issues
  const issue = first && mostTelling(first)
  throw badField(issue?.path.map(String).join('.') ?? '', issue?.message ?? 'is not valid')
}

const badField = (path: string, problem: string): GatewayError =>
  new GatewayError('BAD_REQUEST', `${path === '' ? 'The request' : path}: ${problem}`.slice(0, 300), {
    details: { field: path.slice(0, 200) },
  })

type Issue = { path: readonly PropertyKey[]; message: string }

/** Of a union's alternatives, the one that the value came furthest in is what the client meant. */
const mostTelling = (issue: z.core.$ZodIssue): Issue => {
  if (issue.code !== 'invalid_union') return issue
  return issue.errors
    .flatMap((alternative) => alternative.slice(0, 1).map(mostTelling))
    .map(({ path, message }): Issue => ({ path: [...issue.path, ...path], message }))
    .reduce<Issue>((best, other) => (other.path.length > best.path.length ? other : best), issue)
}

const parseJson = (text: string): unknown => {
  if (depthOf(text) > MAX_DEPTH)
    throw new GatewayError('BAD_JSON', `The JSON is nested more than ${MAX_DEPTH} levels deep`)
  try {
    return JSON.parse(text)
  } catch (cause) {
    // V8 quotes the text in its message, so it stays private.
    throw new GatewayError('BAD_JSON', 'The body is not JSON', { cause })
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
