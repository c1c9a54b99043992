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

/** A command that asks an endpoint of the gateway at `base` (an origin), ready to be pasted. */
export const curlOf = ({ method, path, operation }: Endpoint, base: string): string => {
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
      quoted(base + filled(path, parameters)),
    ].join(' '),
    ...(credential === undefined ? [] : [`-H "${credential}"`]),
    ...(body === undefined
      ? []
      : [`-H "content-type: application/json"`, `-d ${quoted(JSON.stringify(exampleOf(body) ?? {}))}`]),
  ].join(' \\\n  ')
}

/** The example of an answer or a body: the one that is marked, or the first of several. */
export const exampleOf = ({ example, examples }: Media): unknown => example ?? Object.values(examples ?? {})[0]?.value

/** A path with something in its braces, and with every parameter that has to be there. */
const filled = (path: string, parameters: readonly Parameter[]): string => {
  const query = parameters
    .filter(({ in: place, required }) => place === 'query' && required === true)
    .map((parameter) => `${parameter.name}=${sampleOf(parameter)}`)
  const filledPath = path.replace('{model}', 'gpt-4o-mini').replace('{method}', 'generateContent')
  return query.length === 0 ? filledPath : `${filledPath}?${query.join('&')}`
}

const sampleOf = ({ name, schema }: Parameter): string => {
  const known = schema?.enum?.[0] ?? schema?.const
  if (typeof known === 'string') return known
  return name.endsWith('id') && schema?.pattern !== undefined ? '1' : name.toUpperCase()
}

/** For a POSIX shell: nothing inside is special. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`
