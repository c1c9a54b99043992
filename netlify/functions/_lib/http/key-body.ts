import { picoToCents, picoToUsd } from '../domain/money.ts'
import type { IssuedKey, KeyRow } from '../services/keys.ts'
import type { Paged } from '../services/paging.ts'

/** A row without its pico-dollars, which JSON cannot carry, and apart from it what is the operator's alone. */
const parts = ({ spent_pico, line_spent_pico, notes, customer_email, ...row }: KeyRow) => ({
  shared: {
    ...row,
    spent_cents: picoToCents(spent_pico),
    spent_usd: picoToUsd(spent_pico),
    // What counts against the cap: this key's and what the keys spent that it was rotated from or to.
    line_spent_cents: picoToCents(line_spent_pico),
    can_reveal: false,
  },
  operators: { notes, customer_email },
})

/** A key as its customer sees it. */
export const ownKeyBody = (row: KeyRow) => parts(row).shared

/** A key as the operator sees it. */
export const keyBody = (row: KeyRow) => {
  const { shared, operators } = parts(row)
  return { ...shared, ...operators }
}

/** A page of keys. */
const keysBody = <Body>({ rows, nextCursor }: Paged<KeyRow>, bodyOf: (row: KeyRow) => Body) => ({
  keys: rows.map(bodyOf),
  next_cursor: nextCursor,
})

/** A page of keys as the operator sees them. */
export const operatorKeysBody = (page: Paged<KeyRow>) => keysBody(page, keyBody)

/** A page of keys as their customer sees them, and which of them asks. */
export const ownKeysBody = (callerId: string, page: Paged<KeyRow>, defaultRpm: number) => ({
  caller_key_id: callerId,
  /** Calls a minute of a key without a limit of its own; 0 or less: any number. */
  default_rpm: defaultRpm,
  ...keysBody(page, ownKeyBody),
})

/** A key that the operator changed. */
export const changedKeyBody = (row: KeyRow) => ({ ok: true, key: keyBody(row) })

/** A key that was just made. */
export const newKeyBody = (issued: IssuedKey) => ({ api_key: issuedKeyBody(issued) })

/** The key itself, with its text for the only time. */
const issuedKeyBody = ({ row, key }: IssuedKey) => ({
  id: row.id,
  key_last4: row.key_last4,
  label: row.label,
  created_at: row.created_at,
  expires_at: row.expires_at,
  key,
})

/** Existing clients read the old key's id as the number that they sent. */
export const rotatedKeyBody = (oldKeyId: string, issued: IssuedKey) => ({
  rotated: true,
  old_key_id: Number(oldKeyId),
  new_key: issuedKeyBody(issued),
})
