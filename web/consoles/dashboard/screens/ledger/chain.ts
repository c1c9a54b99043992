import type { LedgerEntry, OwnLedger } from '../../../shared/answers.ts'

/** The recipe of docs/money.md, "The ledger": what the gateway claims, recomputed without it. */

export type Problem = { seq: string; problem: string }

const FIRST_PREV_HASH = '0'.repeat(64)

/** What an entry's hash has to be. */
export const hashOf = async (entry: LedgerEntry): Promise<string> => {
  const text = [
    'kaixu-ledger-v1',
    entry.customer_id,
    entry.seq,
    entry.kind,
    entry.amount_pico,
    entry.month,
    entry.api_key_id ?? '-',
    entry.source_kind,
    entry.source_id,
    entry.created_at,
  ].join('\n')
  const before = bytesOf(entry.prev_hash)
  const content = new TextEncoder().encode(text)
  const covered = new Uint8Array(before.length + content.length)
  covered.set(before)
  covered.set(content, before.length)
  return hexOf(new Uint8Array(await crypto.subtle.digest('SHA-256', covered)))
}

/** A chain that is checked page by page, oldest entry first; stops at the first entry that is wrong. */
export class ChainCheck {
  readonly #linked: boolean
  #expected = { seq: 1n, prevHash: FIRST_PREV_HASH }
  #last: bigint | undefined
  count = 0

  /** `part`: entries of one key, between which others are missing; each is checked by itself. */
  constructor(covers: 'whole' | 'part') {
    this.#linked = covers === 'whole'
  }

  async take(entries: readonly LedgerEntry[]): Promise<Problem | undefined> {
    const hashes = await Promise.all(entries.map(hashOf))
    for (const [index, entry] of entries.entries()) {
      const problem = this.#problemOf(entry, hashes[index])
      if (problem !== undefined) return { seq: entry.seq, problem }
      this.#expected = { seq: BigInt(entry.seq) + 1n, prevHash: entry.hash }
      this.#last = BigInt(entry.seq)
      this.count += 1
    }
    return undefined
  }

  /** Whether the chain ends where the gateway says that it does. */
  end(head: OwnLedger['head']): Problem | undefined {
    if (!this.#linked) return undefined
    const seq = this.#expected.seq - 1n
    if (head === null) return { seq: String(seq), problem: 'the gateway does not say where the chain ends' }
    const isEnd = head.seq === String(seq) && head.hash === this.#expected.prevHash
    return isEnd ? undefined : { seq: String(seq), problem: `it is the last entry, but seq ${head.seq} should be` }
  }

  #problemOf(entry: LedgerEntry, hash: string | undefined): string | undefined {
    const seq = BigInt(entry.seq)
    if (this.#linked && seq !== this.#expected.seq) return `seq ${this.#expected.seq} should come here`
    if (this.#linked && entry.prev_hash !== this.#expected.prevHash) return 'it does not follow the entry before it'
    if (this.#last !== undefined && seq <= this.#last) return 'it is not newer than the entry before it'
    if (entry.hash !== hash) return 'its content is not what its hash was made of'
    return undefined
  }
}

const bytesOf = (hex: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length: hex.length / 2 }, (_, index) => parseInt(hex.slice(index * 2, index * 2 + 2), 16))

const hexOf = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
