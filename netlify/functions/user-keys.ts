import { endpoint } from './_lib/http/endpoint.ts'
import { newKeyBody, ownKeyBody, ownKeysBody, rotatedKeyBody } from './_lib/http/key-body.ts'
import { keyPolicy, namedKey, namedRotation, rotationBody } from './_lib/http/key-fields.ts'
import { keyListing } from './_lib/http/key-list-fields.ts'
import { keyHolder } from './_lib/http/key-holder.ts'
import { json } from './_lib/http/json.ts'
import { newOwnKey, ownKeyChange, ownKeyList } from './_lib/http/own-key-fields.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { changeOwnKey, issueOwnKey, ownKeys, replaceOwnKey } from './_lib/services/key-management.ts'

export const routes: Routes = {
  GET: route({
    summary: "The keys of the caller's own account",
    auth: keyHolder('admin'),
    query: ownKeyList,
    handle: async ({ caller, query, deps }) => {
      const page = await ownKeys(deps, caller, keyListing(query))
      return json(ownKeysBody(caller.id, page, deps.settings.defaultRpmLimit))
    },
  }),

  POST: route({
    summary: 'Issue a key within the own limits; the answer shows it, once',
    errors: ['CONFLICT'],
    auth: keyHolder('admin'),
    body: newOwnKey,
    handle: async ({ caller, body, deps }) => {
      const issued = await issueOwnKey(deps, caller, { role: body.role, policy: keyPolicy(body) })
      return json(newKeyBody(issued))
    },
  }),

  PATCH: route({
    summary: 'Change a key of the account, revoke it, or take a revocation of its own back',
    errors: ['NOT_FOUND', 'CONFLICT'],
    auth: keyHolder('admin'),
    query: namedKey,
    body: ownKeyChange,
    handle: async ({ caller, query, body, deps }) => {
      const change = { keyId: query.key_id, policy: keyPolicy(body), revoked: body.revoked }
      return json({ ok: true, key: ownKeyBody(await changeOwnKey(deps, caller, change)) })
    },
  }),

  DELETE: route({
    summary: 'Revoke a key of the account',
    errors: ['NOT_FOUND'],
    auth: keyHolder('admin'),
    query: namedKey,
    handle: async ({ caller, query, deps }) => {
      await changeOwnKey(deps, caller, { keyId: query.key_id, policy: {}, revoked: true })
      return json({ ok: true })
    },
  }),

  PUT: route({
    summary: 'Rotate a key of the account; the old one stays valid for a grace period at most',
    errors: ['NOT_FOUND', 'CONFLICT'],
    auth: keyHolder('admin'),
    query: namedRotation,
    body: rotationBody,
    handle: async ({ caller, query: { rotate_key_id: keyId }, body, deps }) => {
      const issued = await replaceOwnKey(deps, caller, { keyId, graceSeconds: body.grace_seconds })
      return json(rotatedKeyBody(keyId, issued))
    },
  }),
}

export default endpoint(routes)
