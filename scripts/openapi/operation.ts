import { STATUS_CODES } from 'node:http'
import type { Method, Route } from '../../netlify/functions/_lib/http/route.ts'
import { errorResponses, type ErrorComponents } from './error-responses.ts'
import { parameterMeaning, withMeanings } from './field-meanings.ts'
import { answerHeaders, headerParameters } from './headers.ts'
import { inputSchema, type JsonSchema } from './input-schema.ts'
import type { RecordedAnswer } from './record-answers.ts'
import { securityOf } from './security.ts'

/** What routes share, gathered while their operations are written. */
export type Shared = { errors: ErrorComponents; schemas: Map<string, JsonSchema> }

type Operation = {
  id: string
  tag: string
  method: Method
  route: Route
  /** The address, with what stands at its wildcard in braces. */
  address: string
  answers: readonly RecordedAnswer[]
  /** Facts about how the function is called, as `x-` fields. */
  extensions: Readonly<Record<string, unknown>>
  /** Its caller hears 202 at once, whatever comes of it. */
  isBackground: boolean
}

/** A method of an endpoint as an Operation Object of OpenAPI 3.1. */
export const operationOf = (operation: Operation, shared: Shared): Record<string, unknown> => {
  const { id, tag, method, route, address, answers, extensions, isBackground } = operation
  const parameters = [
    ...pathParameters(address),
    ...(route.query === undefined ? [] : queryParameters(inputSchema(route.query), answers)),
    ...headerParameters(route.headers ?? []),
  ]
  const description = [route.description, roleSentence(route)].filter((text) => text !== undefined).join('\n\n')
  return {
    operationId: id,
    tags: [tag],
    summary: route.summary,
    ...(description === '' ? {} : { description }),
    ...(route.reference === undefined ? {} : { externalDocs: { url: route.reference } }),
    security: securityOf(route.auth),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(route.body === undefined
      ? {}
      : { requestBody: requestBody(withMeanings(inputSchema(route.body)), answers, shared) }),
    responses: isBackground
      ? { 202: { description: 'Accepted' } }
      : { ...successes(answers), ...errorResponses(route, method, shared.errors) },
    ...extensions,
  }
}

const roleSentence = ({ auth: { role } }: Route): string | undefined =>
  role === undefined || role === 'viewer' ? undefined : `Needs a key with the role \`${role}\` or above.`

const pathParameters = (address: string) =>
  [...address.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    ...describedBy(parameterMeaning(name)),
    schema: { type: 'string' },
  }))

const describedBy = (description: unknown) => (description === undefined ? {} : { description })

/** Each with what the good request has for it: a reader who sends that is answered. */
const queryParameters = ({ properties, required }: JsonSchema, answers: readonly RecordedAnswer[]) =>
  // An object's schema as input-schema.ts makes it.
  Object.entries((properties ?? {}) as Record<string, JsonSchema>).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    ...(((required ?? []) as string[]).includes(name) ? { required: true } : {}),
    ...describedBy(description ?? parameterMeaning(name)),
    schema: asText(schema),
    ...exampleOf(name, answers),
  }))

/** What keeps a recording short would keep a reader from what there is. */
const ONLY_SHORT = ['limit', 'seconds']

const exampleOf = (name: string, answers: readonly RecordedAnswer[]) => {
  if (ONLY_SHORT.includes(name)) return {}
  const example = answers.find(({ title }) => title === '')?.query.get(name)
  return example === undefined ? {} : { example }
}

/** Of the alternatives of a field, those that a query can hold. */
const asText = (schema: JsonSchema): JsonSchema => {
  const { anyOf, ...rest } = schema
  if (!Array.isArray(anyOf)) return schema
  const texts = (anyOf as JsonSchema[]).filter(({ type }) => type === 'string')
  return texts.length === 1 ? { ...texts[0], ...rest } : { anyOf: texts, ...rest }
}

const requestBody = (schema: JsonSchema, answers: readonly RecordedAnswer[], shared: Shared) => ({
  required: answers.some(({ needsBody }) => needsBody),
  content: {
    'application/json': {
      schema: namedSchema(schema, shared),
      ...examples(answers.map(({ title, body: value }) => ({ title, value }))),
    },
  },
})

/** A schema with a title is shared by all who use it. */
const namedSchema = (schema: JsonSchema, { schemas }: Shared): JsonSchema => {
  const { title } = schema
  if (typeof title !== 'string') return schema
  schemas.set(title, schema)
  return { $ref: `#/components/schemas/${title}` }
}

const successes = (answers: readonly RecordedAnswer[]): Record<string, unknown> =>
  Object.fromEntries(
    [...Map.groupBy(answers, ({ status }) => status)].map(([status, ofStatus]) => [
      String(status),
      {
        description: STATUS_CODES[status] ?? 'Success',
        headers: answerHeaders([...new Set(ofStatus.flatMap(({ headers }) => headers))]),
        content: Object.fromEntries(
          [...Map.groupBy(ofStatus, ({ contentType }) => contentType.split(';', 1)[0] ?? '')].map(([type, ofType]) => [
            type,
            {
              schema: { type: type === 'application/json' ? 'object' : 'string' },
              ...examples(ofType.map(({ title, answer }) => ({ title, value: answer }))),
            },
          ]),
        ),
      },
    ]),
  )

type Example = { title: string; value: unknown }

const examples = (all: readonly Example[]) => {
  const shown = all.filter(({ value }) => value !== undefined)
  const [only] = shown
  if (only === undefined) return {}
  if (shown.length === 1) return { example: only.value }
  return { examples: Object.fromEntries(shown.map(({ title, value }) => [title === '' ? 'plain' : title, { value }])) }
}
