import { slugOf } from './companies.ts'
import { iso, isoOrNull, type Desk, type Row } from './desk.ts'
import { topUpRules } from './auto-top-up.ts'
import type { KeyProfile } from './keys.ts'
import type { Profile } from './profile.ts'

/**
 * Writes down the customer, its keys and their devices as they are in the end, and who made them. `shownKey`: of the first key, where
 * it is to work.
 */
export const writeAccount = (desk: Desk, shownKey: { hash: string; last4: string } | undefined): void => {
  const { profile, ids, random } = desk
  desk.tables.customers.push(customerRow(desk))
  desk.note(profile.createdAt, 'admin', 'CUSTOMER_CREATE', { monthly_cap_cents: profile.capCents })
  if (profile.disabledAt !== Infinity)
    desk.note(profile.disabledAt, 'admin', 'CUSTOMER_UPDATE', {
      changed: ['is_active'],
      is_active: { from: true, to: false },
    })
  noteCard(desk)
  for (const [index, key] of profile.keys.entries()) {
    const credential = (index === 0 ? shownKey : undefined) ?? { hash: random.hex(64), last4: random.hex(8).slice(4) }
    desk.tables.api_keys.push(keyRow(desk, index, key, credential))
    const target = `key:${desk.idOf(index)}`
    if (key.rotatedFrom === undefined)
      desk.note(key.createdAt, 'admin', 'KEY_CREATE', { customer_id: Number(ids.customer), label: key.label }, target)
    if (key.end === 'rotated')
      desk.note(key.until, 'admin', 'KEY_ROTATE', { new_key_id: Number(desk.idOf(index + 1)) }, target)
    if (key.end === 'revoked') desk.note(key.until, 'admin', 'KEY_REVOKE', { changed: [] }, target)
    desk.tables.key_devices.push(...deviceRows(desk, index, key))
  }
}

const noteCard = (desk: Desk): void => {
  if (desk.card === undefined) return
  const rules = ['auto_topup_enabled', 'auto_topup_threshold_cents', 'auto_topup_amount_cents']
  desk.note(desk.card.savedAt, 'system', 'CARD_SAVE', {})
  desk.note(desk.card.savedAt + 90_000, `key:${desk.idOf(0)}`, 'AUTO_TOPUP_UPDATE', { changed: rules })
}

const deviceRows = (desk: Desk, index: number, { devices }: KeyProfile): Row[] =>
  devices.flatMap(({ installId, userAgent, revokedAt }) => {
    const seen = desk.devices.get(`${index} ${installId}`)
    if (seen === undefined) return []
    if (revokedAt !== Infinity)
      desk.note(revokedAt, 'admin', 'DEVICE_REVOKE', { install_id: installId }, `key:${desk.idOf(index)}`)
    return {
      api_key_id: desk.idOf(index),
      customer_id: desk.ids.customer,
      install_id: installId,
      first_seen_at: iso(seen.firstAt),
      last_seen_at: iso(seen.lastAt),
      last_seen_ua: userAgent,
      revoked_at: isoOrNull(revokedAt),
      revoked_by: revokedAt === Infinity ? null : 'admin',
    }
  })

const customerRow = ({ profile, ids, card }: Desk): Row => {
  const { traits } = profile
  const rules = topUpRules(profile)
  const cardAt = card === undefined ? null : iso(card.savedAt)
  return {
    id: ids.customer,
    email: profile.email,
    plan_name: traits.plan,
    monthly_cap_cents: profile.capCents,
    plan_fee_cents: profile.planFeeCents,
    is_active: profile.disabledAt === Infinity,
    // Seats are the keys' own: those without devices could not be used otherwise.
    max_devices_per_key: null,
    require_install_id: false,
    allowed_providers: traits.access === 'allow-lists' ? providersOf(profile) : null,
    allowed_models: null,
    stripe_customer_id: card?.customerId ?? null,
    auto_topup_enabled: rules !== undefined,
    auto_topup_amount_cents: rules?.amountCents ?? null,
    auto_topup_threshold_cents: rules?.thresholdCents ?? null,
    auto_topup_monthly_max_cents: rules?.monthlyMaxCents ?? 20_000,
    stripe_payment_method_id: card?.paymentMethodId ?? null,
    card_label: card?.label ?? null,
    card_saved_at: cardAt,
    card_changed_at: cardAt,
    alert_webhook_url: profile.webhookUrl ?? null,
    notes: profile.notes,
    created_at: iso(profile.createdAt),
    updated_at: iso(profile.disabledAt === Infinity ? profile.createdAt : profile.disabledAt),
  }
}

const keyRow = (desk: Desk, index: number, key: KeyProfile, { hash, last4 }: { hash: string; last4: string }): Row => {
  const { id, line, capCents } = desk.key(index)
  const seen = desk.lastSeen.get(index)
  return {
    id,
    customer_id: desk.ids.customer,
    key_hash: hash,
    key_last4: last4,
    label: key.label === 'desktop app' ? `${key.label}, ${slugOf(desk.profile.name)}` : key.label,
    role: key.role,
    monthly_cap_cents: capCents,
    rpm_limit: key.rpmLimit,
    rpd_limit: key.rpdLimit,
    concurrency_limit: key.concurrencyLimit,
    max_devices: key.maxDevices,
    allowed_providers: null,
    allowed_models: allowedModels(desk, key),
    expires_at: key.end === 'expired' ? isoOrNull(key.until) : null,
    revoked_at: key.end === 'expired' ? null : isoOrNull(key.until),
    revoked_by: key.end === 'expired' || key.end === undefined ? null : 'admin',
    rotated_from: key.rotatedFrom === undefined ? null : desk.idOf(key.rotatedFrom),
    first_key_id: line,
    notes: key.notes,
    last_seen_at: seen ? iso(seen.at) : null,
    last_seen_install_id: seen?.installId ?? null,
    created_at: iso(key.createdAt),
  }
}

const providersOf = ({ keys }: Profile): string[] => {
  const models = keys.flatMap(({ workload }) => workload?.models ?? [])
  return [...new Set(models.map(({ value }) => value.split('/')[0] ?? ''))].sort()
}

/** Where a customer keeps lists, a program may use what it uses and nothing else. */
const allowedModels = ({ profile }: Desk, { workload, role }: KeyProfile): Row | null => {
  if (profile.traits.access !== 'allow-lists' || workload === undefined || role === 'owner') return null
  const lists: Record<string, string[]> = {}
  for (const { value } of workload.models) {
    const [provider = '', ...model] = value.split('/')
    ;(lists[provider] ??= []).push(model.join('/'))
  }
  return lists
}
