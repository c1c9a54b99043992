import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { routes as adminRoutes } from '../../netlify/functions/admin-ledger.ts'
import { routes as userRoutes } from '../../netlify/functions/user-ledger.ts'
import { signAdminToken } from '../../netlify/functions/_lib/services/sessions.ts'
import { errorBodyOf } from '../support/error-body.ts'
import { createTestGateway, SECRETS, type Account, type TestGateway } from '../support/gateway.ts'
import { textLike } from '../support/matching.ts'
import { read, settledCall, sibling, thisMonth } from '../support/reports.ts'

/** admin-ledger, user-ledger, scripts/verify-ledger.ts and examples/verify-ledger.ts. */

const ROOT = join(import.meta.dirname, '..', '..')

let gateway: TestGateway
let token: string
let folder: string
beforeAll(async () => {
  gateway = await createTestGateway()
  token = await signAdminToken(SECRETS.JWT_SECRET)
  folder = await mkdtemp(join(tmpdir(), 'kaixu-ledger-'))
})
afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
  await gateway[Symbol.asyncDispose]()
})

type Entry = Record<string, unknown> & { seq: string; amount_usd: string }
type Ledger = { head: { seq: string; hash: string } | null; entries: Entry[]; next_cursor: string | null }
const adminLedger = (query: string) => read<Ledger>(gateway, adminRoutes, token, query)
const userLedger = (key: string, query = '') => read<Ledger>(gateway, userRoutes, key, query)
const seqs = ({ entries }: Ledger): string[] => entries.map(({ seq }) => seq)

const topUp = (account: Account, sourceId: string) =>
  gateway.books.query(
    `with credited as (
       insert into monthly_usage (customer_id, month, extra_pico) values ($1, $2, 5000000000000)
       on conflict (customer_id, month) do update set extra_pico = monthly_usage.extra_pico + 5000000000000)
     select post_ledger_entry($1, null, 'topup', 5000000000000, $2, 'manual', $3)`,
    [account.customerId, thisMonth(), sourceId],
  )

/** What is in order is put out of order behind the ledger's back; afterwards it is put back. */
const tampered = async (change: string, undo: string, work: () => Promise<void>): Promise<void> => {
  const asReplica = (statement: string) =>
    gateway.books.query(`do $$ begin set local session_replication_role = replica; ${statement}; end $$`, [])
  await asReplica(change)
  await work()
  await asReplica(undo)
}

const run = async (
  file: string,
  parameters: readonly string[],
  environment: Record<string, string> = {},
): Promise<{ code: number | null; output: string }> => {
  const child = spawn(process.execPath, [join(ROOT, file), ...parameters], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  await once(child, 'close')
  return { code: child.exitCode, output }
}

describe('admin-ledger', () => {
  test('200: every field that the hash covers, and the amount to read', async () => {
    const account = await gateway.account()
    const holdId = await settledCall(gateway, account)
    const hash = textLike(/^[0-9a-f]{64}$/)
    const ledger = await adminLedger(`?customer_id=${account.customerId}`)
    expect(ledger).toEqual({
      customer_id: account.customerId,
      head: { seq: '1', hash },
      entries: [
        {
          customer_id: account.customerId,
          seq: '1',
          kind: 'charge',
          amount_pico: '700',
          amount_cents: 0.00000007,
          amount_usd: '0.0000000007',
          month: thisMonth(),
          api_key_id: account.keyId,
          source_kind: 'hold',
          source_id: holdId,
          created_at: textLike(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
          prev_hash: '0'.repeat(64),
          hash,
          key_label: 'subkey',
          key_last4: account.key.slice(-4),
          call: { id: textLike(/^\d+$/), request_id: textLike(/./) },
        },
      ],
      next_cursor: null,
    })
    expect(ledger.entries[0]?.['hash']).toBe(ledger.head?.hash)
  })

  test('200: pages in both directions, by month and by kind', async () => {
    const account = await gateway.account()
    for (let n = 0; n < 4; n++) await settledCall(gateway, account)
    await topUp(account, `pages-${account.customerId}`)
    const of = (query: string) => adminLedger(`?customer_id=${account.customerId}${query}`)
    expect(seqs(await of(''))).toEqual(['1', '2', '3', '4', '5'])
    expect(seqs(await of('&order=desc'))).toEqual(['5', '4', '3', '2', '1'])
    const first = await of('&limit=2')
    const second = await of(`&limit=2&cursor=${first.next_cursor ?? ''}`)
    const third = await of(`&limit=2&cursor=${second.next_cursor ?? ''}`)
    expect([seqs(first), seqs(second), seqs(third)]).toEqual([['1', '2'], ['3', '4'], ['5']])
    expect([first.next_cursor, second.next_cursor, third.next_cursor]).toEqual(['2', '4', null])
    expect(seqs(await of('&order=desc&limit=2&cursor=3'))).toEqual(['2', '1'])
    expect(seqs(await of('&kind=topup'))).toEqual(['5'])
    expect(seqs(await of(`&month=${thisMonth()}&kind=charge&limit=1`))).toEqual(['1'])
    expect(seqs(await of('&month=2020-01'))).toEqual([])
    expect(seqs(await of('&month='))).toEqual(['1', '2', '3', '4', '5'])
  })

  test('200: an entry names the call that it stands for, and nothing where it stands for none', async () => {
    const account = await gateway.account()
    const holdId = await settledCall(gateway, account)
    await settledCall(gateway, account)
    await topUp(account, `call-${account.customerId}`)
    const [event] = await gateway.books.query(
      'select id::text as id, request_id from usage_events where hold_id = $1',
      [holdId],
    )
    const calls = async (query = '') =>
      (await adminLedger(`?customer_id=${account.customerId}${query}`)).entries.map(({ call }) => call)
    expect(await calls()).toEqual([event, expect.not.objectContaining(event as object), null])
    expect(await calls(`&q=${holdId}`)).toEqual([event])
    expect((await userLedger(account.key)).entries[0]?.['call']).toEqual(event)
    // As text that no hold can have: the ledger is still read.
    await tampered(
      `update ledger_entries set source_id = 'x' || source_id where source_id = '${holdId}'`,
      `update ledger_entries set source_id = '${holdId}' where source_id = 'x${holdId}'`,
      async () => expect((await calls())[0]).toBeNull(),
    )
    // As another customer's call: nobody reads of it here.
    const others = await settledCall(gateway, await gateway.account())
    await tampered(
      `update ledger_entries set source_kind = 'x' where source_id = '${others}';
       update ledger_entries set source_id = '${others}' where source_id = '${holdId}'`,
      `update ledger_entries set source_id = '${holdId}' where source_id = '${others}' and source_kind = 'hold';
       update ledger_entries set source_kind = 'hold' where source_id = '${others}'`,
      async () => expect((await calls())[0]).toBeNull(),
    )
  })

  test('404: no such customer, also when verifying', async () => {
    for (const query of ['?customer_id=999999', '?customer_id=999999&verify=1']) {
      const response = await gateway.call(adminRoutes, { method: 'GET', key: token, query })
      expect(await errorBodyOf(response)).toMatchObject({ code: 'NOT_FOUND' })
    }
  })

  test.each([
    'month=2026-13',
    'month=2026-10-nonsense',
    'month=2026-1',
    'month=all',
    'kind=gift',
    'order=up',
    'limit=0',
    'cursor=x',
    'verify=maybe',
  ])('400: %s', async (part) => {
    const { customerId } = await gateway.account()
    const query = `?customer_id=${customerId}&${part}`
    const response = await gateway.call(adminRoutes, { method: 'GET', key: token, query })
    expect(await errorBodyOf(response)).toMatchObject({ code: 'BAD_REQUEST', field: part.split('=')[0] })
  })
})

type Verification = { in_order: boolean; residue_pico: string; problems: { problem: string }[] }

describe('verify=1', () => {
  const verify = ({ customerId }: Account) =>
    read<Verification>(gateway, adminRoutes, token, `?customer_id=${customerId}&verify=1`)

  test('200: books in order have a residue of zero', async () => {
    const account = await gateway.account()
    await settledCall(gateway, account)
    await topUp(account, `verify-${account.customerId}`)
    expect(await verify(account)).toEqual({
      customer_id: account.customerId,
      in_order: true,
      residue_pico: '0',
      residue_usd: '0',
      problems: [],
    })
  })

  test.each([
    ['amount_pico', 'amount_pico + 1', 'amount_pico - 1', '3'],
    ['source_id', `'x' || source_id`, 'substr(source_id, 2)', '700'],
    ['month', `'2020-01'`, `'${thisMonth()}'`, '2800'],
    ['hash', `set_byte(hash, 0, get_byte(hash, 0) # 1)`, `set_byte(hash, 0, get_byte(hash, 0) # 1)`, '0'],
    [
      'prev_hash',
      `set_byte(prev_hash, 31, get_byte(prev_hash, 31) # 1)`,
      `set_byte(prev_hash, 31, get_byte(prev_hash, 31) # 1)`,
      '0',
    ],
    ['created_at', `created_at + interval '1 microsecond'`, `created_at - interval '1 microsecond'`, '0'],
  ])('a changed %s in any entry is found', async (column, change, undo, residue) => {
    const [account, other] = [await gateway.account(), await gateway.account()]
    for (const one of [account, account, account, other]) await settledCall(gateway, one)
    const where = `where customer_id = ${account.customerId} and seq = 2`
    const set = (value: string) => `update ledger_entries set ${column} = ${value} ${where}`
    await tampered(set(change), set(undo), async () => {
      const found = await verify(account)
      expect(found).toMatchObject({ in_order: false, residue_pico: residue })
      expect(found.problems.map(({ problem }) => problem)).toContain('ledger_entries.chain')
      expect(await verify(other)).toMatchObject({ in_order: true })
    })
    expect(await verify(account)).toMatchObject({ in_order: true, residue_pico: '0' })
  })

  test('a sum per day that is not what the events say is found', async () => {
    const account = await gateway.account()
    await settledCall(gateway, account)
    const set = (sign: string) =>
      `update daily_usage set cost_pico = cost_pico ${sign} 5 where customer_id = ${account.customerId}`
    await tampered(set('+'), set('-'), async () => {
      expect(await verify(account)).toMatchObject({
        residue_pico: '5',
        problems: [{ problem: 'daily_usage.cost_pico' }],
      })
    })
  })
})

describe('user-ledger', () => {
  test('200: a key sees its own entries, not those of the keys beside it, nor how many there are', async () => {
    const boss = await gateway.account({ key: { role: 'owner' } })
    const worker = await sibling(gateway, boss)
    const next = await sibling(gateway, worker, { rotatedFrom: worker.keyId })
    for (const one of [boss, worker, boss, next, worker]) await settledCall(gateway, one)
    await topUp(boss, `own-${boss.customerId}`)
    const own = await userLedger(worker.key)
    expect([seqs(own), own.head]).toEqual([['2', '4', '5'], null])
    expect(seqs(await userLedger(next.key, '?order=desc&limit=2'))).toEqual(['5', '4'])
    expect(seqs(await userLedger(next.key, '?order=desc&limit=2&cursor=4'))).toEqual(['2'])
    const whole = await userLedger(boss.key, '?scope=customer')
    expect([seqs(whole), whole.head?.seq]).toEqual([['1', '2', '3', '4', '5', '6'], '6'])
    expect(await read(gateway, userRoutes, boss.key, '?verify=1')).toMatchObject({ in_order: true })
  })

  test('403: a key below admin asks for the whole ledger, or to verify it', async () => {
    const { key } = await gateway.account()
    for (const query of ['?scope=customer', '?verify=1']) {
      const response = await gateway.call(userRoutes, { method: 'GET', key, query })
      expect(await errorBodyOf(response)).toMatchObject({ code: 'FORBIDDEN' })
    }
  })
})

describe('offline', () => {
  let account: Account
  let pages: Ledger[]
  beforeAll(async () => {
    account = await gateway.account({ key: { role: 'owner' } })
    for (let n = 0; n < 4; n++) await settledCall(gateway, account, n === 2 ? { settlement: { costPico: 9_000n } } : {})
    await topUp(account, `offline "ü" ${account.customerId}`)
    pages = []
    for (let cursor: string | null = '0'; cursor !== null;) {
      const page: Ledger = await userLedger(account.key, `?scope=customer&limit=2&cursor=${cursor}`)
      pages.push(page)
      cursor = page.next_cursor
    }
  })

  const verifyOffline = async (given: readonly unknown[]) => {
    const files = given.map((_, index) => join(folder, `page-${index}.json`))
    for (const [index, page] of given.entries()) await writeFile(files[index] ?? '', JSON.stringify(page))
    return run('examples/verify-ledger.ts', files)
  }

  test('examples/verify-ledger.ts verifies what was downloaded, pages in any order', async () => {
    const { code, output } = await verifyOffline(pages.toReversed())
    expect(output).toContain(`${thisMonth()} charge: 0.000000004100 USD\n`)
    expect(output).toContain(`${thisMonth()} overrun: 0.000000007000 USD\n`)
    expect(output).toContain(`${thisMonth()} topup: 5.000000000000 USD\n`)
    expect(output).toContain('verified: 6 entries, ending at seq 6')
    expect(code).toBe(0)
  })

  const edit = (change: (entries: Entry[]) => unknown): Ledger[] => {
    const copies = structuredClone(pages)
    const [page] = copies.slice(1)
    if (page) change(page.entries)
    return copies
  }
  const broken: [string, () => unknown[]][] = [
    ['an amount', () => edit(([entry]) => entry && Object.assign(entry, { amount_pico: '701' }))],
    ['a time', () => edit(([entry]) => entry && Object.assign(entry, { created_at: '2026-01-01T00:00:00.000000Z' }))],
    ['a hash', () => edit(([entry]) => entry && Object.assign(entry, { hash: 'f'.repeat(64) }))],
    ['an entry left out', () => edit((entries) => entries.shift())],
    ['a page left out', () => pages.slice(0, -1).concat(pages.slice(-1).map((page) => ({ ...page, entries: [] })))],
  ]
  test.each(broken)('examples/verify-ledger.ts finds %s', async (_, given) => {
    const { code, output } = await verifyOffline(given())
    expect(output).toMatch(/^NOT VERIFIED: /)
    expect(code).toBe(1)
  })

  test('examples/verify-ledger.ts takes the entries of one key for a part only when it is told so, and checks each', async () => {
    const part: Ledger = { head: null, entries: pages.flatMap(({ entries }) => entries).slice(2), next_cursor: null }
    const file = join(folder, 'part.json')
    await writeFile(file, JSON.stringify(part))
    const whole = await run('examples/verify-ledger.ts', [file])
    expect([whole.code, whole.output]).toEqual([1, textLike(/^NOT VERIFIED: .*--part/)])
    const good = await run('examples/verify-ledger.ts', ['--part', file])
    expect([good.code, good.output]).toEqual([0, textLike(/verified: 4 entries, each by itself/)])
    await writeFile(
      file,
      JSON.stringify({ ...part, entries: part.entries.map((entry) => ({ ...entry, month: '2020-01' })) }),
    )
    const bad = await run('examples/verify-ledger.ts', ['--part', file])
    expect([bad.code, bad.output]).toEqual([1, textLike(/^NOT VERIFIED: seq 3 is not what/)])
  })

  test('npm run verify-ledger prints the residue of every customer, and exits 1 when one is off', async () => {
    const environment = { DATABASE_URL: gateway.databaseUrl }
    const good = await run('scripts/verify-ledger.ts', [], environment)
    expect(good.output).toContain(`customer ${account.customerId}: 6 entries, residue 0 USD, chain ends in `)
    expect([good.code, good.output]).toEqual([0, textLike(/the books are in order\n$/)])
    const set = (sign: string) =>
      `update ledger_entries set amount_pico = amount_pico ${sign} 1 where customer_id = ${account.customerId} and seq = 1`
    await tampered(set('+'), set('-'), async () => {
      const bad = await run('scripts/verify-ledger.ts', [], environment)
      expect(bad.output).toContain(`customer ${account.customerId}: 6 entries, residue 0.000000000003 USD`)
      expect([bad.code, bad.output]).toEqual([1, textLike(/THE BOOKS ARE NOT IN ORDER\n$/)])
    })
    expect((await run('scripts/verify-ledger.ts', [])).code).toBe(1)
  }, 60_000)
})
