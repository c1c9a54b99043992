import { z } from 'zod'
import { ROLES } from './_lib/domain/roles.ts'
import { admin } from './_lib/http/auth.ts'
import { endpoint } from './_lib/http/endpoint.ts'
import { idField } from './_lib/http/fields.ts'
import { issuedKeyBody, keyBody } from './_lib/http/key-body.ts'
import { keyListing, keyPolicy, keyPolicyFields, newKeyOwner } from './_lib/http/key-fields.ts'
import { json } from './_lib/http/json.ts'
import { route, type Routes } from './_lib/http/route.ts'
import { changeKey, issueKey, keysOf, replaceKey } from './_lib/services/keys.ts'

const MAX_GRACE_SECONDS = 30 * 86_400

export const routes: Routes = {
  GET: route({
    auth: admin,
    query: keyListing,
    handle: async ({ query, deps }) => json({ keys: (await keysOf(deps, query.customer_id)).map(keyBody) }),
  }),

  POST: route({
    auth: admin,
    query: z.object({ customer_id: idField.optional() }),
    body: z.object({ ...keyPolicyFields, customer_id: idField.optional(), role: z.enum(ROLES).default('deployer') }),
    handle: async ({ caller, query, body, deps }) => {
      const order = {
        customerId: newKeyOwner(body, query),
        role: body.role,
        policy: keyPolicy(body),
        actor: caller.actor,
      }
      return json({ api_key: issuedKeyBody(await issueKey(deps, order)) })
    },
  }),

  PATCH: route({
    auth: admin,
    query: z.object({ key_id: idField }),
    body: z.object({ ...keyPolicyFields, revoked: z.boolean().optional() }),
    handle: async ({ caller, query, body, deps }) => {
      const change = { keyId: query.key_id, policy: keyPolicy(body), revoked: body.revoked, actor: caller.actor }
      return json({ ok: true, key: keyBody(await changeKey(deps, change)) })
    },
  }),

  DELETE: route({
    auth: admin,
    query: z.object({ key_id: idField }),
    handle: async ({ caller, query, deps }) => {
      await changeKey(deps, { keyId: query.key_id, policy: {}, revoked: true, actor: caller.actor })
      return json({ ok: true })
    },
  }),

  PUT: route({
    auth: admin,
    query: z.object({ rotate_key_id: idField }),
    body: z.object({ grace_seconds: z.int().min(0).max(MAX_GRACE_SECONDS).default(0) }),
    handle: async ({ caller, query: { rotate_key_id: keyId }, body, deps }) => {
      const issued = await replaceKey(deps, { keyId, graceSeconds: body.grace_seconds, actor: caller.actor })
      // Existing clients read the id as the number that they sent.
      return json({ rotated: true, old_key_id: Number(keyId), new_key: issuedKeyBody(issued) })
    },
  }),
}

export default endpoint(routes)
