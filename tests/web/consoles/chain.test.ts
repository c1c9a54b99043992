import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { ChainCheck, hashOf } from '../../../web/consoles/dashboard/screens/ledger/chain.ts'
import type { LedgerEntry } from '../../../web/consoles/shared/answers.ts'

const NOTHING = '0'.repeat(64)

/** The recipe of docs/money.md, said once more with Node's own hash. */
const sealed = (entry: Omit<LedgerEntry, 'hash'>): LedgerEntry => {
  const { customer_id, seq, kind, amount_pico, month, api_key_id, source_kind, source_id, created_at } = entry
  const fields = [customer_id, seq, kind, amount_pico, month, api_key_id ?? '-', source_kind, source_id, created_at]
  const hash = createHash('sha256')
    .update(Buffer.from(entry.prev_hash, 'hex'))
    .update(`kaixu-ledger-v1\n${fields.join('\n')}`)
    .digest('hex')
  return { ...entry, hash }
}

const chainOf = (length: number): LedgerEntry[] => {
  const entries: LedgerEntry[] = []
  for (let seq = 1; seq <= length; seq++) {
    entries.push(
      sealed({
        customer_id: '7',
        seq: String(seq),
        kind: seq % 3 === 0 ? 'topup' : 'charge',
        amount_pico: String(seq * 1_000_003),
        amount_cents: 0,
        amount_usd: '0',
        month: '2026-11',
        api_key_id: seq % 3 === 0 ? null : '12',
        source_kind: 'hold',
        source_id: `3f0c-${seq} ü`,
        created_at: '2026-11-20T08:09:10.123456Z',
        prev_hash: entries.at(-1)?.hash ?? NOTHING,
        key_label: null,
        key_last4: null,
        call: null,
      }),
    )
  }
  return entries
}

const headOf = (entries: readonly LedgerEntry[]) => ({
  seq: entries.at(-1)?.seq ?? '0',
  hash: entries.at(-1)?.hash ?? NOTHING,
})

const firstProblem = async (entries: readonly LedgerEntry[], head = headOf(chainOf(9)), pageSize = 4) => {
  const check = new ChainCheck('whole')
  for (let at = 0; at < entries.length; at += pageSize) {
    const problem = await check.take(entries.slice(at, at + pageSize))
    if (problem !== undefined) return problem
  }
  return check.end(head)
}

test('an entry of a gateway: its hash as the gateway made it', async () => {
  const [entry] = chainOf(1)
  if (entry === undefined) throw new Error('no entry')
  expect(await hashOf(entry)).toBe(entry.hash)
})

describe('a whole chain', () => {
  test('is in order, however it is paged', async () => {
    for (const pageSize of [1, 2, 4, 9, 100]) {
      expect(await firstProblem(chainOf(9), headOf(chainOf(9)), pageSize)).toBeUndefined()
    }
    expect(await firstProblem([], { seq: '0', hash: NOTHING })).toBeUndefined()
  })

  test.each([
    ['amount_pico', '1'],
    ['kind', 'refund'],
    ['month', '2026-10'],
    ['api_key_id', null],
    ['api_key_id', '13'],
    ['source_kind', 'stripe_checkout'],
    ['source_id', 'another'],
    ['customer_id', '8'],
    ['created_at', '2026-11-20T08:09:10.123457Z'],
    ['hash', 'f'.repeat(64)],
  ])('with another %s (%s): the entry is named', async (field, value) => {
    const entries = chainOf(9).map((entry) => (entry.seq === '5' ? { ...entry, [field]: value } : entry))
    expect(await firstProblem(entries)).toMatchObject({ seq: '5' })
  })

  test('with an entry that was changed and sealed again: the next one tells', async () => {
    const entries = chainOf(9).map((entry) => (entry.seq === '5' ? sealed({ ...entry, amount_pico: '1' }) : entry))
    expect(await firstProblem(entries)).toMatchObject({ seq: '6', problem: 'it does not follow the entry before it' })
  })

  test('with one left out, two swapped, one twice, or the first one gone', async () => {
    const whole = chainOf(9)
    const [first, second, ...rest] = whole
    if (first === undefined || second === undefined) throw new Error('too short')
    expect(await firstProblem(whole.filter(({ seq }) => seq !== '5'))).toMatchObject({ seq: '6' })
    expect(await firstProblem([second, first, ...rest])).toMatchObject({ seq: '2' })
    expect(await firstProblem([first, first, second, ...rest])).toMatchObject({ seq: '1' })
    expect(await firstProblem([second, ...rest])).toMatchObject({ seq: '2' })
  })

  test('that ends too early, or nobody says where', async () => {
    expect(await firstProblem(chainOf(8))).toMatchObject({ seq: '8' })
    const check = new ChainCheck('whole')
    await check.take(chainOf(9))
    expect(check.end(null)).toMatchObject({ seq: '9' })
  })
})

describe('a part of a chain', () => {
  const part = () => chainOf(9).filter(({ api_key_id: keyId }) => keyId !== null)

  test('is in order, entry by entry', async () => {
    const check = new ChainCheck('part')
    expect(await check.take(part())).toBeUndefined()
    expect(check.end(null)).toBeUndefined()
    expect(check.count).toBe(6)
  })

  test('with a changed entry, or one twice: it is named', async () => {
    const changed = part().map((entry) => (entry.seq === '4' ? { ...entry, amount_pico: '1' } : entry))
    expect(await new ChainCheck('part').take(changed)).toMatchObject({ seq: '4' })
    const [first] = part()
    if (first === undefined) throw new Error('no entry')
    expect(await new ChainCheck('part').take([first, ...part()])).toMatchObject({ seq: '1' })
  })
})
