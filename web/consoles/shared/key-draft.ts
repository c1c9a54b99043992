import type { z } from 'zod'
import type { keyPolicyFields } from '../../../netlify/functions/_lib/http/key-fields.ts'
import { choicesOf, listsOf, type ModelLists } from './access-lists.ts'

/** What a form about a key holds while somebody fills it in. */
export type KeyDraft = {
  label: string
  capCents: number | null
  rpm: number | null
  rpd: number | null
  concurrency: number | null
  seats: number | null
  requireInstallId: boolean | null
  providers: string[]
  models: string[]
  /** As the input has it, in the reader's own time: `YYYY-MM-DD HH:mm:ss`. */
  expiresAt: string | null
}

export type KeyPolicyBody = z.input<z.ZodObject<typeof keyPolicyFields>>

type KnownKey = {
  label: string
  monthly_cap_cents: number | null
  rpm_limit: number | null
  rpd_limit: number | null
  concurrency_limit: number | null
  max_devices: number | null
  require_install_id: boolean | null
  allowed_providers: readonly string[] | null
  allowed_models: ModelLists | null
  expires_at: string | null
}

export const NEW_KEY: KeyDraft = {
  label: '',
  capCents: null,
  rpm: null,
  rpd: null,
  concurrency: null,
  seats: null,
  requireInstallId: null,
  providers: [],
  models: [],
  expiresAt: null,
}

export const draftOf = (key: KnownKey): KeyDraft => ({
  label: key.label,
  capCents: key.monthly_cap_cents,
  rpm: key.rpm_limit,
  rpd: key.rpd_limit,
  concurrency: key.concurrency_limit,
  seats: key.max_devices,
  requireInstallId: key.require_install_id,
  providers: [...(key.allowed_providers ?? [])],
  models: choicesOf(key.allowed_models),
  expiresAt: key.expires_at === null ? null : localText(new Date(key.expires_at)),
})

/** The body of the draft. A blank label is left to the gateway. */
export const policyOf = (draft: KeyDraft): KeyPolicyBody => ({
  ...(draft.label.trim() === '' ? {} : { label: draft.label.trim() }),
  monthly_cap_cents: draft.capCents,
  rpm_limit: draft.rpm,
  rpd_limit: draft.rpd,
  concurrency_limit: draft.concurrency,
  max_devices: draft.seats,
  require_install_id: draft.requireInstallId,
  allowed_providers: draft.providers.length === 0 ? null : draft.providers,
  allowed_models: listsOf(draft.models),
  expires_at: draft.expiresAt === null ? null : new Date(draft.expiresAt.replace(' ', 'T')).toISOString(),
})

/** A moment where the reader is, as the input writes it; seconds and less are cut. */
const localText = (at: Date): string => {
  const two = (value: number) => String(value).padStart(2, '0')
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-')
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}:00`
}
