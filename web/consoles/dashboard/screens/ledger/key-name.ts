import type { LedgerEntry } from '../../../shared/answers.ts'

/** The key that an entry is about. */
export const keyName = ({ api_key_id: id, key_label: label, key_last4: last4 }: LedgerEntry): string => {
  if (id === null) return '–'
  return label === null || last4 === null ? `#${id}` : `${label} …${last4}`
}
