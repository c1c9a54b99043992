import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestGateway, type Account, type TestGateway } from '../support/gateway.ts'
import { creditIn } from '../support/invoices.ts'
import { settledCall, sibling, thisMonth } from '../support/reports.ts'
import { verifyLedger } from '../support/verify-ledger.ts'

describe('one byte of one entry', () => {
  /** Each as somebody with the database in hand would change it; $3 is another key of the customer's. */
  const CHANGES: Record<string, string> = {
    amount_pico: 'amount_pico = amount_pico # 1',
    kind: `kind = case kind when 'charge' then 'overrun' else 'refund' end`,
    month: `month = '3' || right(month, 6)`,
    created_at: `created_at = created_at + interval '1 microsecond'`,
    source_kind: `source_kind = 'hole'`,
    source_id: `source_id = overlay(source_id placing case left(source_id, 1) when '0' then '1' else '0' end from 1 for 1)`,
    api_key_id: 'api_key_id = $3::bigint',
    prev_hash: 'prev_hash = set_byte(prev_hash, 31, get_byte(prev_hash, 31) # 1)',
    hash: 'hash = set_byte(hash, 0, get_byte(hash, 0) # 128)',
  }
  const PLACES = ['first', 'middle', 'last'] as const
  const ENTRIES = 5

  type Victim = { column: string; place: (typeof PLACES)[number]; seq: number; account: Account }

  let gateway: TestGateway
  const victims: Victim[] = []
  let untouched: Account
  let report: { code: number | null; output: string }

  /** Three charges between two top-ups. */
  const someEntries = async (): Promise<Account> => {
    const account = await gateway.account()
    await creditIn(gateway, account, thisMonth(), 500)
    for (let n = 0; n < ENTRIES - 2; n++) await settledCall(gateway, account)
    await creditIn(gateway, account, thisMonth(), 300)
    return account
  }

  const tamper = async ({ column, seq, account }: Victim): Promise<void> => {
    const other = await sibling(gateway, account)
    const changed = await gateway.books.query(
      `update ledger_entries set ${CHANGES[column] ?? ''}
        where customer_id = $1 and seq = $2 and ($3::bigint is not null) returning seq`,
      [account.customerId, seq, other.keyId],
    )
    expect(changed, `${column} of entry ${seq}`).toHaveLength(1)
  }

  beforeAll(async () => {
    gateway = await createTestGateway()
    untouched = await someEntries()
    for (const column of Object.keys(CHANGES))
      for (const [index, place] of PLACES.entries()) {
        const seq = [1, 3, ENTRIES][index] ?? 1
        victims.push({ column, place, seq, account: await someEntries() })
      }
    expect(await gateway.discrepancies()).toEqual([])
    await gateway.books.query('alter table ledger_entries disable trigger ledger_entries_append_only', [])
    for (const victim of victims) await tamper(victim)
    report = await verifyLedger(gateway.databaseUrl)
  }, 120_000)
  afterAll(async () => gateway[Symbol.asyncDispose]())

  test('verify-ledger exits 1, and has nothing to say about books that nobody touched', () => {
    expect(report.code).toBe(1)
    expect(report.output).toContain('THE BOOKS ARE NOT IN ORDER')
    expect(findingsOf(untouched)).toEqual([])
  })

  /** What the report says below the line of a customer. */
  const findingsOf = ({ customerId }: Account): string[] => {
    const [, ...after] = report.output.split(new RegExp(`^customer ${customerId}: .*\n`, 'm'))
    if (after.length !== 1) throw new Error(`verify-ledger does not name customer ${customerId} once`)
    const lines = (after[0] ?? '').split('\n')
    return lines.slice(
      0,
      lines.findIndex((line) => !line.startsWith('  ')),
    )
  }

  const cases = Object.keys(CHANGES).flatMap((column) => PLACES.map((place) => ({ column, place })))
  test.each(cases)('$column of the $place one: found, with customer and seq', async ({ column, place }) => {
    const victim = victims.find((one) => one.column === column && one.place === place)
    if (victim === undefined) throw new Error('nobody was tampered with')
    const { seq, account } = victim
    expect(findingsOf(account).join('\n')).toContain(`ledger_entries.chain of seq ${seq}:`)
    const problems = await gateway.books.query('select subject from check_books($1) where problem = $2', [
      account.customerId,
      'ledger_entries.chain',
    ])
    // A changed hash is no longer what the next entry follows.
    const expected = column === 'hash' && place !== 'last' ? [seq, seq + 1] : [seq]
    expect(problems).toEqual(expected.map((one) => ({ subject: `seq ${one}` })))
  })
})
