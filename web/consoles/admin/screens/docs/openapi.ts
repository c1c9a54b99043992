/** What is used here of OpenAPI 3.1 (spec.openapis.org/oas/v3.1.1). */

export type Schema = {
  $ref?: string
  title?: string
  description?: string
  type?: string | readonly string[]
  format?: string
  enum?: readonly unknown[]
  const?: unknown
  default?: unknown
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  maxItems?: number
  pattern?: string
  properties?: Readonly<Record<string, Schema>>
  required?: readonly string[]
  items?: Schema
  anyOf?: readonly Schema[]
  oneOf?: readonly Schema[]
  additionalProperties?: boolean | Schema
}

export type Parameter = {
  name: string
  in: 'query' | 'header' | 'path'
  required?: boolean
  description?: string
  schema?: Schema
  /** What the request has for it whose answers are shown. */
  example?: unknown
}

export type Media = { schema?: Schema; example?: unknown; examples?: Readonly<Record<string, { value?: unknown }>> }

export type Answer = { $ref?: string; description?: string; content?: Readonly<Record<string, Media>> }

export type Operation = {
  operationId: string
  tags?: readonly string[]
  summary?: string
  description?: string
  security?: readonly Readonly<Record<string, readonly string[]>>[]
  parameters?: readonly Parameter[]
  requestBody?: { required?: boolean; content?: Readonly<Record<string, Media>> }
  responses?: Readonly<Record<string, Answer>>
  /** When it is run: it has no address that anybody could call. */
  'x-schedule'?: string
}

export type Reference = {
  info: { title: string; version: string; description?: string }
  tags?: readonly { name: string; description?: string }[]
  paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  components?: {
    schemas?: Readonly<Record<string, Schema>>
    responses?: Readonly<Record<string, Answer>>
    securitySchemes?: Readonly<Record<string, { description?: string }>>
  }
}

/** An operation with where it is. */
export type Endpoint = {
  id: string
  method: string
  path: string
  tag: string
  operation: Operation
  /** Other methods at the same address that do the same. */
  alike: readonly string[]
}

export const endpointsOf = ({ paths }: Reference): Endpoint[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    [
      ...Map.groupBy(Object.entries(methods), ([, operation]) => operation.summary ?? operation.operationId).values(),
    ].flatMap(([first, ...others]) => {
      if (first === undefined) return []
      const [method, operation] = first
      return [
        {
          id: operation.operationId,
          method: method.toUpperCase(),
          path,
          tag: operation.tags?.[0] ?? 'other',
          operation,
          alike: others.map(([other]) => other.toUpperCase()),
        },
      ]
    }),
  )

/** Run by the clock: nobody calls it. */
export const isScheduled = ({ operation }: Endpoint): boolean => operation['x-schedule'] !== undefined

/** By any part of the path, the method or the summary. */
export const matching = (endpoints: readonly Endpoint[], q: string): readonly Endpoint[] => {
  const words = q
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
  return endpoints.filter(({ method, path, operation }) => {
    const text = `${method} ${path} ${operation.summary ?? ''}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
}

/** What `#/components/<kind>/<name>` stands for; something without a reference is itself. */
export const resolveSchema = (reference: Reference, schema: Schema): Schema =>
  reference.components?.schemas?.[nameIn(schema.$ref)] ?? schema

export const resolveAnswer = (reference: Reference, answer: Answer): Answer =>
  reference.components?.responses?.[nameIn(answer.$ref)] ?? answer

const nameIn = (reference: string | undefined): string => reference?.split('/').at(-1) ?? ''
