import type { RequestHeader } from '../../netlify/functions/_lib/http/route-docs.ts'

const REQUEST: Readonly<Record<RequestHeader, string>> = {
  'idempotency-key':
    'Asking again with the same key within 24 hours repeats the answer, without a second call or charge.',
  'x-kaixu-install-id': 'The device that calls; needed where the key or its customer has device seats.',
  'x-kaixu-app': 'The app that calls, for reports.',
  'x-kaixu-build': "The app's build, for reports.",
  'anthropic-version': "Sent by Anthropic's clients.",
  'anthropic-beta': "Beta features; those that can be metered go through to Anthropic's own models.",
}

const RESPONSE: Readonly<Record<string, string>> = {
  'x-kaixu-request-id': "The request's id: the client's own if it is fit, else made here.",
  'x-kaixu-model': 'The provider and model that answered.',
  'x-kaixu-cost-usd': 'What the call cost.',
  'x-kaixu-remaining-usd': 'What is left of the month.',
  'x-kaixu-estimated': 'Set when a count is an estimate.',
  'x-kaixu-replayed': 'Set when the answer is that of an earlier request with the same Idempotency-Key.',
  'x-kaixu-row-count': 'How many rows the answer has.',
  'x-kaixu-next-cursor': 'Where to go on; absent on the last page.',
  'x-kaixu-ignored-fields': 'Fields of the body that nothing was done with, as the endpoint knows none of that name.',
  'x-kaixu-ignored-parameters': 'The same of the parameters of the address.',
  link: 'The next page, as `rel="next"`.',
  'content-disposition': 'The name of the file.',
  'x-request-id': "The request's id, where OpenAI's clients look for it.",
  'request-id': "The request's id, where Anthropic's clients look for it.",
}

/** On every answer, or about the transfer alone. */
const UNREMARKABLE =
  /^(access-control-.*|cache-control|connection|content-type|referrer-policy|strict-transport-security|vary|x-accel-buffering|x-content-type-options)$/

export const headerParameters = (names: readonly RequestHeader[]) =>
  names.map((name) => ({ name, in: 'header', description: REQUEST[name], schema: { type: 'string' } }))

/** References to the headers of an answer. @throws Error for one that has no description here */
export const answerHeaders = (names: readonly string[]) =>
  Object.fromEntries(
    names
      .filter((name) => !UNREMARKABLE.test(name))
      .map((name) => {
        if (RESPONSE[name] === undefined) throw new Error(`the header ${name} has no description`)
        return [name, { $ref: `#/components/headers/${name}` }]
      }),
  )

export const headerComponents = Object.fromEntries(
  Object.entries(RESPONSE).map(([name, description]) => [name, { description, schema: { type: 'string' } }]),
)
