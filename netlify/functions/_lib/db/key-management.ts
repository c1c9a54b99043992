import { z } from 'zod'
import type { Role } from '../domain/roles.ts'
import { id } from './columns.ts'
import { one, sql, type Database } from './database.ts'
import { policyColumns, type KeyPolicy } from './keys.ts'

const REFUSALS = [
  'UNAUTHORIZED',
  'CUSTOMER_DISABLED',
  'FORBIDDEN',
  'NOT_FOUND',
  'ROLE_ABOVE',
  'OWN_LINE',
  'OPERATOR_REVOKED',
  'NOT_ROTATABLE',
  'KEY_LIMIT',
  'BEYOND_POLICY',
] as const

const outcome = z.discriminatedUnion('verdict', [
  z.object({ verdict: z.literal('DONE'), key_id: id }),
  z.object({
    verdict: z.enum(REFUSALS),
    /** What is beyond the policy, the part of it that is, and what would be within. */
    field: z.string().nullable(),
    offender: z.string().nullable(),
    bound: z.string().nullable(),
  }),
])
/** What came of an order of a customer's own key; see sql/0012_key_revocations.sql. */
export type KeyOutcome = z.output<typeof outcome>
export type KeyRefusal = Exclude<KeyOutcome, { verdict: 'DONE' }>

/** Each of the three decides everything under the lock on the customer's books, on what is committed then. */
export const createKeyAsKey = (
  db: Database,
  order: { callerId: string; hash: string; last4: string; role: Role; policy: KeyPolicy; defaultRpm: number },
): Promise<KeyOutcome> =>
  one(
    db,
    sql(outcome)`select * from create_key_as_key(${order.callerId}, ${order.hash}, ${order.last4}, ${order.role},
      ${policyJson(order.policy)}, ${order.defaultRpm})`,
  )

export const changeKeyAsKey = (
  db: Database,
  order: { callerId: string; keyId: string; policy: KeyPolicy; revoked: boolean | undefined; defaultRpm: number },
): Promise<KeyOutcome> =>
  one(
    db,
    sql(outcome)`select * from change_key_as_key(${order.callerId}, ${order.keyId}, ${policyJson(order.policy)},
      ${order.revoked ?? null}, ${order.defaultRpm})`,
  )

export const rotateKeyAsKey = (
  db: Database,
  order: { callerId: string; keyId: string; hash: string; last4: string; graceSeconds: number },
): Promise<KeyOutcome> =>
  one(
    db,
    sql(outcome)`select * from rotate_key_as_key(${order.callerId}, ${order.keyId}, ${order.hash}, ${order.last4},
      ${order.graceSeconds})`,
  )

/** Columns by name; JSON leaves out what is undefined. */
const policyJson = (policy: KeyPolicy): string =>
  JSON.stringify({ ...policyColumns(policy), allowed_models: policy.allowedModels })
