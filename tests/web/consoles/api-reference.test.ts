import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { curlOf, modelKind } from '../../../web/consoles/admin/screens/docs/curl-of.ts'
import {
  endpointsOf,
  isScheduled,
  matching,
  type Endpoint,
  type Reference,
} from '../../../web/consoles/admin/screens/docs/openapi.ts'
import { schemaRows } from '../../../web/consoles/admin/screens/docs/schema-rows.ts'

const reference = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../public/openapi.json'), 'utf8'),
  // The document that the screen reads.
) as Reference

const endpoints = endpointsOf(reference)
const BASE = 'https://gateway.example'

const endpoint = (id: string): Endpoint => {
  const found = endpoints.find((candidate) => candidate.id === id)
  if (found === undefined) throw new Error(`there is no ${id}`)
  return found
}

describe('endpoints', () => {
  test('are all of the published reference, each with an id of its own', () => {
    expect(endpoints.length).toBeGreaterThan(60)
    expect(new Set(endpoints.map(({ id }) => id)).size).toBe(endpoints.length)
    const tags = new Set((reference.tags ?? []).map(({ name }) => name))
    expect(endpoints.filter(({ tag }) => !tags.has(tag))).toEqual([])
  })

  test('are shown once where every method does the same', () => {
    expect(endpoints.filter(({ path }) => path.endsWith('/health'))).toMatchObject([
      { id: 'get-health', method: 'GET', alike: ['POST', 'PUT', 'PATCH', 'DELETE'] },
    ])
    expect(endpoints.filter(({ path }) => path.endsWith('/user-keys')).map(({ alike }) => alike)).toEqual(
      Array.from({ length: 5 }, () => []),
    )
  })

  test('that only the clock runs are known as such, with when', () => {
    const scheduled = endpoints.filter(isScheduled)
    expect(scheduled.map(({ tag }) => tag)).toEqual(scheduled.map(() => 'scheduled'))
    expect(scheduled.map(({ id }) => id)).toContain('get-alert-deliveries')
    expect(endpoints.filter(({ tag }) => tag === 'scheduled')).toHaveLength(scheduled.length)
  })

  test('are found by words of the path, the method and the summary', () => {
    expect(matching(endpoints, 'POST gateway-chat').map(({ id }) => id)).toContain('post-gateway-chat')
    expect(matching(endpoints, 'no such thing')).toEqual([])
    expect(matching(endpoints, ' ')).toEqual(endpoints)
  })
})

describe('the fields of a body', () => {
  const rows = schemaRows(reference, { $ref: '#/components/schemas/ChatRequest' })

  test('come in order, with those inside another after it and further in', () => {
    const messages = rows.findIndex(({ name, depth }) => name === 'messages' && depth === 0)
    expect(rows[messages]).toMatchObject({ required: true })
    expect(rows[messages]?.type).toMatch(/^array of/)
    expect(rows[messages + 1]).toMatchObject({ depth: 1 })
    expect(rows.find(({ name }) => name === 'provider')).toMatchObject({ required: true, depth: 0 })
  })

  test('have one row each', () => {
    expect(new Set(rows.map(({ path }) => path)).size).toBe(rows.length)
  })

  test('say their limits in words', () => {
    const schema = { properties: { size: { type: 'integer', minimum: 1, maximum: 9, default: 3 } } }
    expect(schemaRows(reference, schema)[0]).toMatchObject({ description: 'At least 1. At most 9. Default: 3.' })
  })

  test('of a schema that contains itself come to an end', () => {
    const looped: Reference = {
      ...reference,
      components: { schemas: { Tree: { properties: { child: { $ref: '#/components/schemas/Tree' } } } } },
    }
    expect(schemaRows(looped, { $ref: '#/components/schemas/Tree' }).length).toBeLessThan(10)
  })
})

describe('curl', () => {
  test('asks this gateway, with the credential in a variable and the example as the body', () => {
    expect(curlOf(endpoint('post-gateway-chat'), BASE)).toBe(
      [
        `curl '${BASE}/.netlify/functions/gateway-chat' \\`,
        `  -H "authorization: Bearer $KAIXU_KEY" \\`,
        `  -H "content-type: application/json" \\`,
        `  -d '{"provider":"openai","model":"gpt-4o-mini","messages":[{"role":"user","content":"Hello"}],"max_tokens":16}'`,
      ].join('\n'),
    )
  })

  test('has what the query needs, and the method where curl would choose another', () => {
    const command = curlOf(endpoint('delete-admin-jobs'), BASE)
    expect(command).toContain(`-X DELETE '${BASE}/.netlify/functions/admin-jobs?id=`)
    expect(curlOf(endpoint('get-admin-usage'), BASE)).toContain(
      `curl '${BASE}/.netlify/functions/admin-usage?customer_id=1'`,
    )
  })

  test('names whom it is about where the gateway would ask', () => {
    expect(curlOf(endpoint('get-admin-keys'), BASE)).toContain(`admin-keys?customer_id=1'`)
  })

  test('credits no month that is far off: nothing takes that back', () => {
    for (const id of ['post-admin-topup', 'post-user-topup-checkout', 'post-stripe-create-checkout'])
      expect(curlOf(endpoint(id), BASE)).not.toContain('month')
  })

  test('asks a model that answers here', () => {
    const models = {
      chat: { provider: 'sandbox', model: 'lorem' },
      embeddings: { provider: 'sandbox', model: 'embed' },
    }
    const asked = (id: string) => curlOf(endpoint(id), BASE, models)
    expect(asked('post-gateway-chat')).toContain('"provider":"sandbox","model":"lorem"')
    expect(asked('post-gateway-embed')).toContain('"provider":"sandbox","model":"embed"')
    expect(asked('post-v1-messages')).toContain('"model":"sandbox/lorem"')
    expect(asked('post-v1-embeddings')).toContain('"model":"sandbox/embed"')
    expect(asked('get-v1-models-2')).toContain(`'${BASE}/v1/models/sandbox/lorem'`)
    expect(asked('post-v1beta-models')).toContain('/v1beta/models/sandbox/lorem:generateContent')
    const asking = endpoints.filter((each) => modelKind(each) !== undefined)
    expect(asking.filter((each) => curlOf(each, BASE, models).includes('gpt-4o'))).toEqual([])
    expect(asked('post-admin-keys')).toBe(curlOf(endpoint('post-admin-keys'), BASE))
  })

  test('waits for no end of a stream', () => {
    expect(curlOf(endpoint('post-gateway-stream'), BASE)).toMatch(/^curl -N /)
  })

  test('quotes what a shell would take apart', () => {
    const body = { content: { 'application/json': { example: { text: "it's $HOME" } } } }
    const odd: Endpoint = {
      id: 'x',
      method: 'POST',
      path: '/x',
      tag: 'x',
      alike: [],
      operation: { operationId: 'x', requestBody: body },
    }
    expect(curlOf(odd, BASE)).toContain(String.raw`-d '{"text":"it'\''s $HOME"}'`)
  })

  test.each(endpoints)('$id has no brace left in its address', (each) => {
    expect(curlOf(each, BASE).split('\n')[0]).not.toMatch(/[{}]/)
  })
})
