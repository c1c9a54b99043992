import { createHash } from 'node:crypto'
import type { Entry } from './books.ts'
import { iso, type Row } from './desk.ts'

/** What precedes the first entry: 32 zero bytes. */
const FIRST_PREV_HASH = Buffer.alloc(32)

/** A customer's entries, in their order, as rows with their hash chain: the recipe of docs/money.md. */
export const chainRows = (customerId: string, entries: readonly Entry[]): Row[] => {
  let prevHash: Buffer = FIRST_PREV_HASH
  return entries.map((entry, index) => {
    const { at, kind, month, keyId, sourceKind, sourceId } = entry
    const [seq, amount] = [String(index + 1), entry.amountPico.toString()]
    const createdAt = iso(at).replace('Z', '000Z')
    const fields = [customerId, seq, kind, amount, month, keyId ?? '-', sourceKind, sourceId, createdAt]
    const hash = createHash('sha256')
      .update(prevHash)
      .update(['kaixu-ledger-v1', ...fields].join('\n'))
      .digest()
    const row = {
      ...{ customer_id: customerId, seq, kind, amount_pico: amount, month, api_key_id: keyId, source_kind: sourceKind },
      ...{ source_id: sourceId, created_at: createdAt, prev_hash: bytea(prevHash), hash: bytea(hash) },
    }
    prevHash = hash
    return row
  })
}

const bytea = (bytes: Buffer): string => `\\x${bytes.toString('hex')}`
