import type { IssuedKey, KeyRow } from '../services/keys.ts'

/** A key as the admin API shows it. */
export const keyBody = (row: KeyRow) => ({ ...row, can_reveal: false })

/** A key that was just made, with its text for the only time. */
export const issuedKeyBody = ({ row, key }: IssuedKey) => ({
  id: row.id,
  key_last4: row.key_last4,
  label: row.label,
  created_at: row.created_at,
  expires_at: row.expires_at,
  key,
})
