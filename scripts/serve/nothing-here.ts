import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { anthropicDialect } from '../../netlify/functions/_lib/dialects/anthropic.ts'
import { geminiDialect } from '../../netlify/functions/_lib/dialects/gemini.ts'
import { openaiChat } from '../../netlify/functions/_lib/dialects/openai-chat.ts'
import { GatewayError } from '../../netlify/functions/_lib/domain/errors.ts'
import { errorResponse, type WriteError } from '../../netlify/functions/_lib/http/error-response.ts'
import { requestIdOf } from '../../netlify/functions/_lib/http/request-id.ts'
import type { CatalogueEntry } from './function-catalogue.ts'

const API = /^\/(?:v1|v1beta|\.netlify\/functions)(?:\/|$)/

/**
 * Answers what has no address here: the page 404.html to somebody who looks with a browser, to programs an error as the other ones of
 * their format, with the address that they may have meant.
 */
export const nothingHere = (
  catalogue: readonly CatalogueEntry[],
  staticDirectory: string,
): ((request: Request) => Response) => {
  const file = join(staticDirectory, '404.html')
  const page = existsSync(file) ? readFileSync(file) : undefined
  return (request) => {
    const { origin, pathname } = new URL(request.url)
    const wantsPage = request.headers.get('accept')?.includes('text/html') === true
    if (page !== undefined && wantsPage && !API.test(pathname)) {
      return new Response(page, { status: 404, headers: { 'content-type': 'text/html; charset=utf-8' } })
    }
    const error = new GatewayError('NOT_FOUND', 'There is nothing at this address', {
      hint: hintFor(origin, pathname, nearest(catalogue, pathname)),
    })
    const requestId = requestIdOf(request)
    const response = errorResponse(error, requestId, writerFor(pathname))
    response.headers.set('x-kaixu-request-id', requestId)
    response.headers.set('x-content-type-options', 'nosniff')
    return response
  }
}

const writerFor = (path: string): WriteError | undefined => {
  if (/^\/v1\/(?:.*\/)?messages(?:\/|$)/.test(path)) return anthropicDialect.writeError
  if (/^\/v1beta(?:\/|$)/.test(path)) return geminiDialect.writeError
  return /^\/v1(?:\/|$)/.test(path) ? openaiChat.writeError : undefined
}

const FUNCTIONS = '/.netlify/functions/'

const hintFor = (origin: string, path: string, near: string | undefined): string => {
  const meant = near === undefined ? '' : `Did you mean ${origin}${near}? `
  return path.startsWith(FUNCTIONS) || near?.startsWith(FUNCTIONS) === true
    ? `${meant}Functions are at ${origin}${FUNCTIONS}<name>; ${origin}/openapi.json lists them.`
    : `${meant}The base URL ends in /v1 for OpenAI's SDK (${origin}/v1), and is ${origin} for Anthropic's and Google's.`
}

/** The address with the longest end in common, or the one of a function whose name is like the last part of the path. */
const nearest = (catalogue: readonly CatalogueEntry[], path: string): string | undefined => {
  const [last = ''] = path.split('/').filter(Boolean).slice(-1)
  const addresses = catalogue.flatMap((entry) =>
    entry.kind === 'http' ? entry.paths.map((address) => ({ name: entry.name, address })) : [],
  )
  const named = addresses.find(({ name }) => name === last) ?? addresses.find(({ name }) => isLike(name, last))
  const [tail] = addresses
    .filter(({ address }) => !address.startsWith(FUNCTIONS) && !address.endsWith('*'))
    .map(({ address }) => ({ address, end: address.replace(/^\/v1(?:beta)?/, '') }))
    .filter(({ end }) => path.endsWith(end))
    .sort((one, other) => other.end.length - one.end.length)
  return tail?.address ?? named?.address
}

/** A letter or a few too many or too few at the end. */
const isLike = (name: string, given: string): boolean =>
  given.length > 3 && Math.abs(name.length - given.length) < 4 && (name.startsWith(given) || given.startsWith(name))
