import type { z } from 'zod'

/** What is wrong with a value that a schema refused: where (empty: the value itself), and in words for whoever sent it. */
export type FieldProblem = { path: readonly PropertyKey[]; problem: string; missing: boolean }

/** A value as its schema sees it, or the first thing that is wrong with it. */
export const readValue = <T>(
  schema: z.ZodType<T>,
  value: unknown,
): { data: T; problem?: never } | { problem: FieldProblem } => {
  const parsed = schema.safeParse(value, { error: inWords })
  if (parsed.success) return { data: parsed.data }
  const [first] = parsed.error.issues
  const issue: Issue = first === undefined ? { code: 'custom', path: [], message: UNFIT } : mostTelling(first)
  const missing = REFUSES_NOTHING.has(issue.code) && isAbsent(value, issue.path)
  return { problem: { path: issue.path, problem: missing ? MISSING : issue.message, missing } }
}

type Issue = { code: string; path: readonly PropertyKey[]; message: string }

/** Of a union's alternatives, the one that the value came furthest in is what the client meant. */
const mostTelling = (issue: z.core.$ZodIssue): Issue => {
  if (issue.code === 'invalid_key') return { ...issue, message: issue.issues[0]?.message ?? issue.message }
  if (issue.code !== 'invalid_union') return issue
  // A discriminator's own words say what may be there, which helps also where there is nothing.
  const own: Issue = { ...issue, code: issue.discriminator === undefined ? issue.code : 'custom' }
  return issue.errors
    .flatMap((alternative) => alternative.slice(0, 1).map(mostTelling))
    .map((inner): Issue => ({ ...inner, path: [...issue.path, ...inner.path] }))
    .reduce<Issue>((best, other) => (other.path.length > best.path.length ? other : best), own)
}

const MISSING = 'is missing'
const UNFIT = 'is not valid'

/** The issues that a value raises which is not there. A schema's own words for them are about a value that is. */
const REFUSES_NOTHING: ReadonlySet<string> = new Set(['invalid_type', 'invalid_value', 'invalid_union'])

/** Whether there is nothing at a path. What is inside of text that holds JSON cannot be seen from here. */
const isAbsent = (value: unknown, [step, ...rest]: readonly PropertyKey[]): boolean => {
  if (step === undefined) return value === undefined
  if (typeof value !== 'object' || value === null) return false
  return !Object.hasOwn(value, step) || isAbsent(Reflect.get(value, step), rest)
}

/** In place of zod's own words, which are for programmers, where a schema has none. */
const inWords = (issue: z.core.$ZodRawIssue): string => {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? MISSING : `is not ${TYPES[issue.expected] ?? 'of the right kind'}`
    case 'too_small':
      return tooSmall(issue)
    case 'too_big':
      return `${MORE[issue.origin] ?? 'is more than'} ${issue.maximum}${UNITS[issue.origin] ?? ''}`
    case 'invalid_value':
      if (issue.input === undefined) return MISSING
      return issue.values.length === 1 ? `is not ${String(issue.values[0])}` : `is none of ${issue.values.join(', ')}`
    case 'invalid_format':
      return 'does not have the right form'
    case 'not_multiple_of':
      return `is not a multiple of ${issue.divisor}`
    case 'unrecognized_keys':
      return `has fields that are not known: ${issue.keys.join(', ')}`
    case 'invalid_union':
      return issue.input === undefined ? MISSING : 'is not of the right kind'
    case 'custom':
    case 'invalid_key':
    case 'invalid_element':
      return UNFIT
  }
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
}

const MORE: Readonly<Record<string, string>> = { string: 'has more than', array: 'has more than' }
const UNITS: Readonly<Record<string, string>> = { string: ' characters', array: ' elements' }

const tooSmall = ({
  origin,
  minimum,
  inclusive,
}: Pick<z.core.$ZodIssueTooSmall, 'origin' | 'minimum' | 'inclusive'>) => {
  const unit = UNITS[origin]
  if (unit === undefined) return inclusive === false ? `is not above ${minimum}` : `is below ${minimum}`
  return minimum === 1 ? 'is empty' : `has fewer than ${minimum}${unit}`
}
