import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { METHODS } from '../../netlify/functions/_lib/http/route.ts'
import { createVirtualKey } from '../../netlify/functions/_lib/services/virtual-key.ts'
import { bearer, rightCredential } from '../support/credentials.ts'
import { errorBodyOf } from '../support/error-body.ts'
import { SECRETS } from '../support/gateway.ts'
import { createProvingGround, type ProvingGround } from '../support/proving-ground.ts'
import { ENDPOINTS, methodsOf, ROUTES } from '../support/route-table.ts'

/** Method, size, authentication, body: in that order, so that a stranger learns nothing from what a body is refused for. */

let ground: ProvingGround
beforeAll(async () => {
  ground = await createProvingGround()
})
afterEach(async () => ground.assertBooksInOrder())
afterAll(async () => ground[Symbol.asyncDispose]())

const endpoints = Object.entries(ENDPOINTS).map(([name, { routes, methods }]) => ({ name, routes, methods }))
const TOO_LARGE = { 'content-length': '7000000' }

describe.each(endpoints)('$name', ({ routes, methods }) => {
  const listed = methodsOf(methods)
  const others = [...METHODS, 'QUERY', 'PROPFIND'].filter((method) => !listed.some((known) => known === method))

  test.each(others)('405: %s, before anything else is looked at', async (method) => {
    const body = method === 'GET' ? {} : { body: 'no JSON', headers: TOO_LARGE }
    const before = ground.gateway.roundTrips()
    const response = await ground.gateway.call(routes, { method, ...body })
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')?.split(', ').toSorted()).toEqual([...listed, 'OPTIONS'].toSorted())
    expect((await errorBodyOf(response)).code).toBe('METHOD_NOT_ALLOWED')
    expect(ground.gateway.roundTrips()).toBe(before)
  })

  test('204: OPTIONS has no body, and asks for no credential', async () => {
    const before = ground.gateway.roundTrips()
    const response = await ground.gateway.call(routes, { method: 'OPTIONS', headers: { origin: 'https://app.test' } })
    expect(response.status).toBe(204)
    expect(response.body).toBeNull()
    expect(response.headers.get('access-control-allow-methods')).toBe('GET,POST,PUT,PATCH,DELETE,OPTIONS')
    expect(ground.gateway.roundTrips()).toBe(before)
  })
})

const guarded = ROUTES.filter(({ row }) => row.auth !== 'nobody')

describe.each(guarded)('$title', (row) => {
  // The gateway's own functions prove themselves in a header of their own.
  const noSecret = { 'x-kaixu-job-secret': '' }
  const strangers = {
    'nobody at all': { authorization: '', ...noSecret },
    'an unknown key': { ...bearer(createVirtualKey(SECRETS.KEY_PEPPER).key), ...noSecret },
    'a token that is none': { ...bearer('a.b'), ...noSecret },
  }

  test.each(Object.entries(strangers))('401: %s hears nothing about the body or the query', async (_, headers) => {
    const bodies = row.method === 'GET' ? [undefined] : ['no JSON', 'null', '{"max_tokens":-1}', '', '[['.repeat(99)]
    const answers = []
    for (const body of bodies) {
      const response = await ground.send(row, { ...(body === undefined ? {} : { body }), query: '?x=1', headers })
      const { request_id, ...error } = await errorBodyOf(response)
      expect(response.status).toBe(401)
      expect(request_id).toBeTruthy()
      answers.push(error)
    }
    expect(new Set(answers.map((error) => JSON.stringify(error))).size).toBe(1)
  })
})

test.each(guarded.filter(({ row }) => row.emptyBody !== undefined))(
  '400: $title tells the right credential what is wrong with its body',
  async (row) => {
    const response = await ground.send(row, { body: '{"half":', query: (await ground.goodRequest(row)).query })
    expect(await errorBodyOf(response)).toMatchObject({ code: 'BAD_JSON' })
  },
)

test.each(guarded.filter(({ method }) => method !== 'GET'))(
  '413: $title judges the size before the credential',
  async (row) => {
    const response = await ground.send(row, { body: '{}', headers: { authorization: '', ...TOO_LARGE } })
    expect((await errorBodyOf(response)).code).toBe('BODY_TOO_LARGE')
  },
)

test.each(ROUTES.filter(({ method }) => method === 'GET'))(
  'HEAD $endpoint is its GET without the body',
  async (row) => {
    const { query } = await ground.goodRequest(row)
    const headers = await rightCredential(row.row.auth, ground.account)
    const get = await ground.gateway.call(row.routes, { method: 'GET', query, headers })
    const head = await ground.gateway.call(row.routes, { method: 'HEAD', query, headers })
    expect(head.status).toBe(get.status)
    expect(head.body).toBeNull()
    expect([...head.headers.keys()]).toEqual([...get.headers.keys()])
  },
)
