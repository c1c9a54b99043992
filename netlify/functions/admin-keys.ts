import { admin } from './_lib/http/auth.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { changedKeyBody, newKeyBody, operatorKeysBody, rotatedKeyBody } from './_lib/http/key-body.ts'
import { keyPolicy, namedKey, namedRotation, rotationBody } from './_lib/http/key-fields.ts'
import { json } from './_lib/http/json.ts'
import { keyChange, keyList, listingOf, newKey, newKeyOrder, newKeyQuery } from './_lib/http/operator-key-fields.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { changeKey, issueKey, keysOf, replaceKey } from './_lib/services/keys.ts'

export const routes: Routes = {
  GET: route({
    summary: 'Keys; of one customer or of all',
    errors: ['GONE'],
    auth: admin,
    query: keyList,
    handle: async ({ query, deps }) => json(operatorKeysBody(await keysOf(deps, listingOf(query)))),
  }),

  POST: route({
    summary: 'Issue a key; the answer shows it, once',
    errors: ['NOT_FOUND'],
    auth: admin,
    query: newKeyQuery,
    body: newKey,
    handle: async ({ caller, query, body, deps }) => {
      const order = { ...newKeyOrder(body, query), actor: caller.actor }
      return json(newKeyBody(await issueKey(deps, order)))
    },
  }),

  PATCH: route({
    summary: 'Change a key, revoke it, or take the revocation back',
    errors: ['NOT_FOUND'],
    auth: admin,
    query: namedKey,
    body: keyChange,
    handle: async ({ caller, query, body, deps }) => {
      const change = { keyId: query.key_id, policy: keyPolicy(body), revoked: body.revoked, actor: caller.actor }
      return json(changedKeyBody(await changeKey(deps, change)))
    },
  }),

  DELETE: route({
    summary: 'Revoke a key',
    errors: ['NOT_FOUND'],
    auth: admin,
    query: namedKey,
    handle: async ({ caller, query, deps }) => {
      await changeKey(deps, { keyId: query.key_id, policy: {}, revoked: true, actor: caller.actor })
      return json({ ok: true })
    },
  }),

  PUT: route({
    summary: 'Rotate a key: a new one with the same policy, the old one valid for a grace period at most',
    errors: ['NOT_FOUND', 'CONFLICT'],
    auth: admin,
    query: namedRotation,
    body: rotationBody,
    handle: async ({ caller, query: { rotate_key_id: keyId }, body, deps }) => {
      const issued = await replaceKey(deps, { keyId, graceSeconds: body.grace_seconds, actor: caller.actor })
      return json(rotatedKeyBody(keyId, issued))
    },
  }),
}

export default endpoint(routes)
