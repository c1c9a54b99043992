import { z } from 'zod'
import { ROLES } from '../domain/roles.ts'
import { id } from './columns.ts'
import { fragment, maybe, sql, type Database } from './database.ts'

const models = z.record(z.string(), z.array(z.string())).nullable()

const keyPolicy = z.object({
  api_key_id: id,
  customer_id: id,
  role: z.enum(ROLES),
  alive: z.boolean(),
  is_active: z.boolean(),
  rpm_limit: z.int().nullable(),
  rpd_limit: z.int().nullable(),
  customer_providers: z.array(z.string()).nullable(),
  customer_models: models,
  key_providers: z.array(z.string()).nullable(),
  key_models: models,
})
/** What a key may use and how often; `alive` is false when it is revoked or expired. */
export type KeyPolicyRow = z.output<typeof keyPolicy>

/** The policy of the key that a credential names, for what costs nothing and is therefore not admitted. */
export const findKeyPolicy = (
  db: Database,
  credential: { keyHash: string } | { apiKeyId: string },
): Promise<KeyPolicyRow | undefined> =>
  maybe(
    db,
    sql(keyPolicy)`
      select k.id as api_key_id, k.customer_id, k.role, c.is_active, k.rpm_limit, k.rpd_limit,
             coalesce(k.revoked_at > now(), true) and coalesce(k.expires_at > now(), true) as alive,
             c.allowed_providers as customer_providers, c.allowed_models as customer_models,
             k.allowed_providers as key_providers, k.allowed_models as key_models
        from api_keys k join customers c on c.id = k.customer_id
       where ${'keyHash' in credential ? fragment`k.key_hash = ${credential.keyHash}` : fragment`k.id = ${credential.apiKeyId}`}`,
  )
