import { METHODS } from '../../netlify/functions/_lib/http/route.ts'
import type { CatalogueEntry } from '../serve/function-catalogue.ts'
import { byName } from './by-name.ts'
import { errorResponseComponents } from './error-responses.ts'
import { ERROR_FORMS } from './error-schemas.ts'
import { headerComponents } from './headers.ts'
import { operationOf, type Shared } from './operation.ts'
import type { RecordedAnswer, Recordings } from './record-answers.ts'
import { securitySchemes } from './security.ts'
import { TAGS, tagOf } from './tags.ts'

const DESCRIPTION = `One line of text says what an endpoint is for; its request is the schema that the gateway itself parses
with, and its answers are recorded: the very bytes of a good request, with ids, times and keys replaced and lists cut.

Money is exact: \`*_usd\` are decimal strings, \`*_cents\` numbers that may have a fraction. Ids are strings. A list has a
\`next_cursor\`, null on its last page. Unknown fields of a request are ignored, and
\`x-kaixu-ignored-fields\` of the answer names them, except where a model is asked. HEAD asks what GET would answer; any other method
is a 405 with \`allow\`. \`x-kaixu-request-id\` (1 to 128 of \`A-Za-z0-9._:-\`) names a request; without one, an id is made.`

/** The API reference as an OpenAPI 3.1 document: the same bytes for the same code. */
export const openapiDocument = (catalogue: readonly CatalogueEntry[], recordings: Recordings, version: string) => {
  const shared: Shared = { errors: new Map(), schemas: new Map() }
  const paths = catalogue
    .flatMap((entry) => operationsOf(entry, recordings, shared))
    .toSorted((one, other) => byName([one.address], [other.address]))
  return {
    openapi: '3.1.1',
    info: {
      title: 'Kaixu Gateway',
      version,
      description: DESCRIPTION.replaceAll(/(?<!\n)\n(?!\n)/g, ' '),
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    tags: TAGS,
    paths: Object.fromEntries(
      [...Map.groupBy(paths, ({ address }) => address)].map(([address, operations]) => [
        address,
        Object.fromEntries(operations.map(({ method, operation }) => [method.toLowerCase(), operation])),
      ]),
    ),
    components: {
      securitySchemes,
      schemas: {
        ...Object.fromEntries(ERROR_FORMS.map(({ name, schema }) => [name, schema])),
        ...Object.fromEntries(shared.schemas),
      },
      headers: headerComponents,
      responses: errorResponseComponents(shared.errors, recordings.refusals),
    },
  }
}

const operationsOf = (entry: CatalogueEntry, recordings: Recordings, shared: Shared) =>
  METHODS.flatMap((method) => {
    const route = entry.routes[method]
    if (route === undefined) return []
    return (route.addresses ?? pathsOf(entry)).map((address, index) => {
      const answers = answersAt(address, index, recordings.answers.get(`${method} ${entry.name}`) ?? [])
      if (answers.length === 0) throw new Error(`the route table has no request of ${method} ${entry.name}, ${address}`)
      const id = `${method.toLowerCase()}-${entry.name}${index === 0 ? '' : `-${index + 1}`}`
      const about = {
        id,
        tag: tagOf(entry),
        method,
        route,
        address,
        answers,
        extensions: extensionsOf(entry),
        isBackground: entry.kind === 'background',
      }
      return { address, method, operation: operationOf(about, shared) }
    })
  })

/** The plain address, which is the first, and those that a recording names. */
const answersAt = (address: string, index: number, all: readonly RecordedAnswer[]): readonly RecordedAnswer[] => {
  const pattern = new RegExp(`^${address.replace(/\{\w+\}/g, '[^/:]+')}$`)
  return all.filter(({ path }) => (path === undefined ? index === 0 : pattern.test(path)))
}

/** Scheduled functions have no address that anybody could call; the one shown is where Netlify keeps them. */
const pathsOf = (entry: CatalogueEntry): readonly string[] =>
  entry.kind === 'scheduled' ? [`/.netlify/functions/${entry.name}`] : entry.paths

const extensionsOf = (entry: CatalogueEntry): Record<string, unknown> => {
  if (entry.kind === 'scheduled') return { 'x-schedule': entry.schedule }
  return entry.kind === 'background' ? { 'x-background': true } : {}
}
