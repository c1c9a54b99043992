import { z } from 'zod'
import { ROLES } from '../domain/roles.ts'
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

/** The same about a key that is to be made: one that has expired already is a mistake, while a living one may be ended this way. */
export const newKeyPolicyFields = {
  ...keyPolicyFields,
  expires_at: instantField.refine((instant) => instant.getTime() > Date.now(), 'is in the past').nullish(),
}

type KeyPolicyBody = z.output<z.ZodObject<typeof keyPolicyFields>> & { notes?: string | null | undefined }

export const keyPolicy = (body: KeyPolicyBody): KeyPolicy => ({
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
  notes: body.notes,
})

export const roleField = z.enum(ROLES, `is not one of ${ROLES.join(', ')}`)

export const namedKey = z.object({ key_id: idField })

export const namedRotation = z.object({ rotate_key_id: idField })

const MAX_GRACE_SECONDS = 30 * 86_400

/** How long the old key of a rotation stays alive. */
export const rotationBody = z.object({ grace_seconds: z.int().min(0).max(MAX_GRACE_SECONDS).default(0) })
