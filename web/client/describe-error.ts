import { KaixuError } from './kaixu-error.ts'

const MAX_MESSAGE = 2_000
const MAX_STACK = 16_000
const MAX_CONTEXT = 50_000

/** What a report says of an error, and of the page where it happened: never the page's query, which may hold anything. */
export const describeError = (error: unknown, context: Record<string, unknown>) => {
  const { source, lineno, colno } = context
  return {
    client: { ...page(), source, lineno, colno },
    error: nameAndMessage(error),
    context: { ...bounded(context), ...(error instanceof KaixuError ? { refusal: refusalOf(error) } : {}) },
  }
}

const refusalOf = ({ kind, code, status, requestId }: KaixuError) => ({ kind, code, status, request_id: requestId })

const bounded = (context: Record<string, unknown>): Record<string, unknown> => {
  try {
    return JSON.stringify(context).length <= MAX_CONTEXT ? context : { note: 'The context is too large.' }
  } catch {
    return { note: 'The context is not JSON.' }
  }
}

const page = () => {
  // In Node there is none.
  if (typeof location === 'undefined') return {}
  const { userAgent, platform, language } = navigator
  const { origin, pathname } = location
  const viewport = `${innerWidth}x${innerHeight}`
  return { url: origin + pathname, route: pathname, user_agent: userAgent, platform, language, viewport }
}

const nameAndMessage = (error: unknown): { name: string; message: string; stack?: string } => {
  if (error instanceof Error) {
    const { name, message, stack } = error
    return { name, message: message.slice(0, MAX_MESSAGE), ...(stack ? { stack: stack.slice(0, MAX_STACK) } : {}) }
  }
  return { name: 'NotAnError', message: textOf(error).slice(0, MAX_MESSAGE) }
}

const textOf = (thrown: unknown): string => {
  if (typeof thrown === 'string') return thrown
  try {
    return jsonOf(thrown) ?? typeof thrown
  } catch {
    return typeof thrown
  }
}

/** Undefined and functions have no JSON, which the library's own type does not say. */
const jsonOf: (value: unknown) => string | undefined = (value) => JSON.stringify(value)
