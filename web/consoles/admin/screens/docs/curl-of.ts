import type { Endpoint, Media, Parameter } from './openapi.ts'

/** How each way of signing in looks on the command line; the secret stays in a variable. */
const CREDENTIALS: Readonly<Record<string, string>> = {
  virtualKey: 'authorization: Bearer $KAIXU_KEY',
  userSession: 'authorization: Bearer $KAIXU_SESSION',
  adminToken: 'authorization: Bearer $ADMIN_TOKEN',
  adminPassword: 'x-admin-password: $ADMIN_PASSWORD',
  apiKeyHeader: 'x-api-key: $KAIXU_KEY',
  googleKeyHeader: 'x-goog-api-key: $KAIXU_KEY',
  workerSecret: 'x-kaixu-job-secret: $JOB_WORKER_SECRET',
  stripeSignature: 'stripe-signature: $SIGNATURE',
}

export type NamedModel = { provider: string; model: string }

/** Models that answer on this gateway, which need not be those of the examples. */
export type CallableModels = { chat?: NamedModel | undefined; embeddings?: NamedModel | undefined }

/** A command that asks an endpoint of the gateway at `base` (an origin), ready to be pasted. */
export const curlOf = (endpoint: Endpoint, base: string, models: CallableModels = {}): string => {
  const { method, path, operation } = endpoint
  const model = modelFor(endpoint, models)
  const { security = [], parameters = [], requestBody, responses = {} } = operation
  const credential = security.flatMap((scheme) => Object.keys(scheme).map((name) => CREDENTIALS[name]))[0]
  const body = requestBody?.content?.['application/json']
  const isStream = Object.values(responses).some(({ content }) => content?.['text/event-stream'] !== undefined)
  const isStreamOnly = responses['200']?.content?.['application/json'] === undefined && isStream
  return [
    [
      'curl',
      ...(isStreamOnly ? ['-N'] : []),
      ...(method === (body === undefined ? 'GET' : 'POST') ? [] : ['-X', method]),
      quoted(base + filled(path, parameters, model)),
    ].join(' '),
    ...(credential === undefined ? [] : [`-H "${credential}"`]),
    ...(body === undefined
      ? []
      : [
          `-H "content-type: application/json"`,
          `-d ${quoted(JSON.stringify(withModel(exampleOf(body) ?? {}, model)))}`,
        ]),
  ].join(' \\\n  ')
}

/** The example of an answer or a body: the one that is marked, or the first of several. */
export const exampleOf = ({ example, examples }: Media): unknown => example ?? Object.values(examples ?? {})[0]?.value

/** Whether the example of an endpoint asks a model, and of which kind. */
export const modelKind = ({ path, operation }: Endpoint): keyof CallableModels | undefined => {
  const body = operation.requestBody?.content?.['application/json']
  const example = body && exampleOf(body)
  const names = typeof example === 'object' && example !== null && 'model' in example
  if (!names && !path.includes('{model}')) return undefined
  return /embed(dings)?$/.test(path) ? 'embeddings' : 'chat'
}

const modelFor = (endpoint: Endpoint, models: CallableModels): NamedModel | undefined => {
  const kind = modelKind(endpoint)
  return kind && models[kind]
}

/** The vendors' own formats have no field for the provider: it stands before the model. */
const nameOf = ({ provider, model }: NamedModel): string => `${provider}/${model}`

const withModel = (example: unknown, model: NamedModel | undefined): unknown => {
  if (model === undefined || typeof example !== 'object' || example === null || !('model' in example)) return example
  return 'provider' in example ? { ...example, ...model } : { ...example, model: nameOf(model) }
}

/** A path with something in its braces, and with every parameter that has to be there, or has an example. */
const filled = (path: string, parameters: readonly Parameter[], model: NamedModel | undefined): string => {
  const query = parameters
    .filter(({ in: place, required, example }) => place === 'query' && (required === true || example !== undefined))
    .map((parameter) => `${parameter.name}=${sampleOf(parameter)}`)
  const filledPath = path
    .replace('{model}', model === undefined ? 'gpt-4o-mini' : nameOf(model))
    .replace('{method}', 'generateContent')
  return query.length === 0 ? filledPath : `${filledPath}?${query.join('&')}`
}

const sampleOf = ({ name, schema, example }: Parameter): string => {
  if (typeof example === 'string') return encodeURIComponent(example)
  const known = schema?.enum?.[0] ?? schema?.const
  if (typeof known === 'string') return known
  return name.endsWith('id') && schema?.pattern !== undefined ? '1' : name.toUpperCase()
}

/** For a POSIX shell: nothing inside is special. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`
