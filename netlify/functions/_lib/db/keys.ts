import { z } from 'zod'
import { ROLES } from '../domain/roles.ts'
import { id } from './columns.ts'
import { assignments, fragment, maybe, one, sql, type Database } from './database.ts'
import { keyRow, keyRows, type KeyRow } from './key-list.ts'

/** What may be set on a key. Undefined: unchanged, or the column's default; null: none, inherit. */
export type KeyPolicy = {
  label?: string | undefined
  monthlyCapCents?: number | null | undefined
  rpmLimit?: number | null | undefined
  rpdLimit?: number | null | undefined
  concurrencyLimit?: number | null | undefined
  maxDevices?: number | null | undefined
  requireInstallId?: boolean | null | undefined
  allowedProviders?: readonly string[] | null | undefined
  allowedModels?: Readonly<Record<string, readonly string[]>> | null | undefined
  expiresAt?: Date | null | undefined
  /** The operator's alone. */
  notes?: string | null | undefined
}

export const policyColumns = (policy: KeyPolicy) => ({
  label: policy.label,
  monthly_cap_cents: policy.monthlyCapCents,
  rpm_limit: policy.rpmLimit,
  rpd_limit: policy.rpdLimit,
  concurrency_limit: policy.concurrencyLimit,
  max_devices: policy.maxDevices,
  require_install_id: policy.requireInstallId,
  allowed_providers: policy.allowedProviders,
  allowed_models: policy.allowedModels && JSON.stringify(policy.allowedModels),
  expires_at: policy.expiresAt,
  notes: policy.notes,
})

const authenticated = z.object({
  id,
  customer_id: id,
  key_last4: z.string(),
  role: z.enum(ROLES),
  alive: z.boolean(),
  is_active: z.boolean(),
})
export type AuthenticatedKey = z.output<typeof authenticated>

/** The key that a credential names; `alive` is false when it is revoked or expired. */
export const findCredential = (
  db: Database,
  credential: { keyHash: string } | { apiKeyId: string },
): Promise<AuthenticatedKey | undefined> =>
  maybe(
    db,
    sql(authenticated)`
      select k.id, k.customer_id, k.key_last4, k.role, c.is_active,
             coalesce(k.revoked_at > now(), true) and coalesce(k.expires_at > now(), true) as alive
        from api_keys k join customers c on c.id = k.customer_id
       where ${'keyHash' in credential ? fragment`k.key_hash = ${credential.keyHash}` : fragment`k.id = ${credential.apiKeyId}`}`,
  )

export type NewKey = { customerId: string; hash: string; last4: string; role: string; policy: KeyPolicy; actor: string }

/** Undefined when there is no such customer. */
export const insertKey = (db: Database, key: NewKey, month: string): Promise<KeyRow | undefined> =>
  maybe(
    db,
    sql(keyRow)`with made as (
      insert into api_keys (customer_id, key_hash, key_last4, role, label, monthly_cap_cents, rpm_limit, rpd_limit,
                            concurrency_limit, max_devices, require_install_id, allowed_providers, allowed_models, expires_at,
                            notes)
      select c.id, ${key.hash}, ${key.last4}, ${key.role}, ${key.policy.label ?? 'subkey'},
             ${key.policy.monthlyCapCents ?? null}::integer, ${key.policy.rpmLimit ?? null}::integer,
             ${key.policy.rpdLimit ?? null}::integer, ${key.policy.concurrencyLimit ?? null}::integer,
             ${key.policy.maxDevices ?? null}::integer, ${key.policy.requireInstallId ?? null}::boolean,
             ${key.policy.allowedProviders ?? null}::text[],
             ${key.policy.allowedModels ? JSON.stringify(key.policy.allowedModels) : null}::jsonb,
             ${key.policy.expiresAt ?? null}::timestamptz, ${key.policy.notes ?? null}
        from customers c where c.id = ${key.customerId}
      returning *
    ), audited as (
      insert into audit_events (actor, action, target, meta)
      select ${key.actor}, 'KEY_CREATE', 'key:' || id, jsonb_build_object('customer_id', customer_id, 'label', label) from made
    ) ${keyRows(fragment`select * from made`, month)}`,
  )

/** Undefined when there is no such key. At least one field of the policy is set, or the revocation. */
export const updateKey = (
  db: Database,
  change: { keyId: string; policy: KeyPolicy; revoked?: boolean | undefined; actor: string },
  month: string,
): Promise<KeyRow | undefined> => {
  const action = change.revoked === undefined ? 'KEY_UPDATE' : change.revoked ? 'KEY_REVOKE' : 'KEY_UNREVOKE'
  const changed = policyColumns(change.policy)
  const names = Object.entries(changed).flatMap(([name, value]) => (value === undefined ? [] : [name]))
  const revocation =
    change.revoked === undefined
      ? fragment``
      : change.revoked
        ? fragment`revoked_at = least(revoked_at, now()), revoked_by = ${change.actor}`
        : fragment`revoked_at = null, revoked_by = null`
  const comma = names.length > 0 && change.revoked !== undefined ? fragment`, ` : fragment``
  return maybe(
    db,
    sql(keyRow)`with before as (
      select * from api_keys where id = ${change.keyId} for no key update
    ), changed as (
      update api_keys set ${assignments(changed)}${comma}${revocation} where id = (select id from before) returning *
    ), audited as (
      insert into audit_events (actor, action, target, meta)
      select ${change.actor}, ${action}, 'key:' || k.id, audit_changes(${names}, to_jsonb(b), to_jsonb(k)) from changed k, before b
    ) ${keyRows(fragment`select * from changed`, month)}`,
  )
}

/** The id of the new key; null when there is no such key, or it is revoked, expired or rotated already. See sql/0012. */
export const rotateKey = async (
  db: Database,
  rotation: { keyId: string; hash: string; last4: string; graceSeconds: number; actor: string },
): Promise<string | null> => {
  const { keyId, hash, last4, graceSeconds, actor } = rotation
  const rotated = sql(z.object({ id: id.nullable() }))
  return (await one(db, rotated`select rotate_key(${keyId}, ${hash}, ${last4}, ${graceSeconds}, ${actor}) as id`)).id
}

export const keyExists = async (db: Database, keyId: string): Promise<boolean> =>
  (await maybe(db, sql(z.object({ id }))`select id from api_keys where id = ${keyId}`)) !== undefined
