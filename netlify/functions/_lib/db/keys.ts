import { z } from 'zod'
import { ROLES } from '../domain/roles.ts'
import { id, timestamp } from './columns.ts'
import { all, assignments, fragment, maybe, sql, type Database, type Fragment } from './database.ts'

const modelLists = z.record(z.string(), z.array(z.string()))

const keyRow = z.object({
  id,
  customer_id: id,
  key_last4: z.string(),
  label: z.string(),
  role: z.enum(ROLES),
  monthly_cap_cents: z.int().nullable(),
  rpm_limit: z.int().nullable(),
  rpd_limit: z.int().nullable(),
  concurrency_limit: z.int().nullable(),
  max_devices: z.int().nullable(),
  require_install_id: z.boolean().nullable(),
  allowed_providers: z.array(z.string()).nullable(),
  allowed_models: modelLists.nullable(),
  expires_at: timestamp.nullable(),
  last_seen_at: timestamp.nullable(),
  created_at: timestamp,
  revoked_at: timestamp.nullable(),
})
export type KeyRow = z.output<typeof keyRow>

const columns = fragment`id, customer_id, key_last4, label, role, monthly_cap_cents, rpm_limit, rpd_limit, concurrency_limit,
  max_devices, require_install_id, allowed_providers, allowed_models, expires_at, last_seen_at, created_at, revoked_at`

/** What an operator may set on a key. Undefined: unchanged, or the column's default; null: none, inherit. */
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
}

const policyColumns = (policy: KeyPolicy): Fragment =>
  assignments({
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

export const listKeys = (db: Database, customerId: string): Promise<KeyRow[]> =>
  all(db, sql(keyRow)`select ${columns} from api_keys where customer_id = ${customerId} order by id desc limit 200`)

export type NewKey = { customerId: string; hash: string; last4: string; role: string; policy: KeyPolicy; actor: string }

/** Undefined when there is no such customer. */
export const insertKey = (db: Database, key: NewKey): Promise<KeyRow | undefined> =>
  maybe(
    db,
    sql(keyRow)`with made as (
      insert into api_keys (customer_id, key_hash, key_last4, role, label, monthly_cap_cents, rpm_limit, rpd_limit,
                            concurrency_limit, max_devices, require_install_id, allowed_providers, allowed_models, expires_at)
      select c.id, ${key.hash}, ${key.last4}, ${key.role}, ${key.policy.label ?? 'subkey'},
             ${key.policy.monthlyCapCents ?? null}::integer, ${key.policy.rpmLimit ?? null}::integer,
             ${key.policy.rpdLimit ?? null}::integer, ${key.policy.concurrencyLimit ?? null}::integer,
             ${key.policy.maxDevices ?? null}::integer, ${key.policy.requireInstallId ?? null}::boolean,
             ${key.policy.allowedProviders ?? null}::text[],
             ${key.policy.allowedModels ? JSON.stringify(key.policy.allowedModels) : null}::jsonb,
             ${key.policy.expiresAt ?? null}::timestamptz
        from customers c where c.id = ${key.customerId}
      returning *
    ), audited as (
      insert into audit_events (actor, action, target, meta)
      select ${key.actor}, 'KEY_CREATE', 'key:' || id, jsonb_build_object('customer_id', customer_id, 'label', label) from made
    ) select ${columns} from made`,
  )

/** Undefined when there is no such key. At least one field of the policy is set, or the revocation. */
export const updateKey = (
  db: Database,
  change: { keyId: string; policy: KeyPolicy; revoked?: boolean | undefined; actor: string },
): Promise<KeyRow | undefined> => {
  const action = change.revoked === undefined ? 'KEY_UPDATE' : change.revoked ? 'KEY_REVOKE' : 'KEY_UNREVOKE'
  const policy = policyColumns(change.policy)
  const revocation =
    change.revoked === undefined
      ? fragment``
      : change.revoked
        ? fragment`revoked_at = least(revoked_at, now())`
        : fragment`revoked_at = null`
  const comma = policy.values.length > 0 && change.revoked !== undefined ? fragment`, ` : fragment``
  return maybe(
    db,
    sql(keyRow)`with changed as (
      update api_keys set ${policy}${comma}${revocation} where id = ${change.keyId} returning *
    ), audited as (
      insert into audit_events (actor, action, target) select ${change.actor}, ${action}, 'key:' || id from changed
    ) select ${columns} from changed`,
  )
}

/**
 * A new key with the old one's settings; the old one dies at once, or after a grace period. Undefined when there is no such
 * key, or it is already revoked.
 */
export const rotateKey = (
  db: Database,
  rotation: { keyId: string; hash: string; last4: string; graceSeconds: number; actor: string },
): Promise<KeyRow | undefined> =>
  maybe(
    db,
    sql(keyRow)`with old as (
      update api_keys set revoked_at = now() + make_interval(secs => ${rotation.graceSeconds})
       where id = ${rotation.keyId} and revoked_at is null returning *
    ), made as (
      insert into api_keys (customer_id, key_hash, key_last4, role, label, monthly_cap_cents, rpm_limit, rpd_limit,
                            concurrency_limit, max_devices, require_install_id, allowed_providers, allowed_models, expires_at,
                            rotated_from, first_key_id)
      select customer_id, ${rotation.hash}, ${rotation.last4}, role, label, monthly_cap_cents, rpm_limit, rpd_limit,
             concurrency_limit, max_devices, require_install_id, allowed_providers, allowed_models, expires_at, id, first_key_id
        from old returning *
    ), audited as (
      insert into audit_events (actor, action, target, meta)
      select ${rotation.actor}, 'KEY_ROTATE', 'key:' || rotated_from, jsonb_build_object('new_key_id', id) from made
    ) select ${columns} from made`,
  )

export const keyExists = async (db: Database, keyId: string): Promise<boolean> =>
  (await maybe(db, sql(z.object({ id }))`select id from api_keys where id = ${keyId}`)) !== undefined
