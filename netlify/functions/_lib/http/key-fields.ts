import { z } from 'zod'
import { GatewayError } from '../domain/errors.ts'
import type { KeyPolicy } from '../services/keys.ts'
import {
  centsField,
  idField,
  instantField,
  limitField,
  modelsField,
  providersField,
  seatsField,
  textField,
} from './fields.ts'

/** What a body may say about a key's policy. Null: none of its own; absent: unchanged, or the default. */
export const keyPolicyFields = {
  label: textField(60).optional(),
  monthly_cap_cents: centsField.nullish(),
  rpm_limit: limitField.nullish(),
  rpd_limit: limitField.nullish(),
  concurrency_limit: limitField.nullish(),
  max_devices: seatsField.nullish(),
  require_install_id: z.boolean().nullish(),
  allowed_providers: providersField.nullish(),
  allowed_models: modelsField.nullish(),
  expires_at: instantField.nullish(),
}

export const keyPolicy = (body: z.output<z.ZodObject<typeof keyPolicyFields>>): KeyPolicy => ({
  label: body.label,
  monthlyCapCents: body.monthly_cap_cents,
  rpmLimit: body.rpm_limit,
  rpdLimit: body.rpd_limit,
  concurrencyLimit: body.concurrency_limit,
  maxDevices: body.max_devices,
  requireInstallId: body.require_install_id,
  allowedProviders: body.allowed_providers,
  allowedModels: body.allowed_models,
  expiresAt: body.expires_at,
})

/** Whose keys to list. An old client that asks to see a key again hears what to do instead: only hashes are stored. */
export const keyListing = z
  .object({ customer_id: idField.optional(), reveal_key_id: z.string().optional() })
  .transform(({ customer_id, reveal_key_id }) => {
    if (reveal_key_id !== undefined) {
      throw new GatewayError('GONE', 'Keys cannot be shown again', { hint: 'Rotate the key to get a new one.' })
    }
    return { customer_id: requiredOwner(customer_id) }
  })

/** Whose new key it is: named in the body or, by older clients, in the query. */
export const newKeyOwner = (
  body: { customer_id?: string | undefined },
  query: { customer_id?: string | undefined },
): string => requiredOwner(body.customer_id ?? query.customer_id)

const requiredOwner = (customerId: string | undefined): string => {
  if (customerId !== undefined) return customerId
  throw new GatewayError('BAD_REQUEST', 'customer_id: is missing', { details: { field: 'customer_id' } })
}
