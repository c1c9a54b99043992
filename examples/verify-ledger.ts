/**
 * Verifies a ledger without trusting the gateway: recomputes every hash by the recipe in docs/money.md. Needs no package, and Node 24,
 * which `npx node` brings.
 *
 * Offline, pages as user-ledger or admin-ledger answered them, in any order:
 *   npx node examples/verify-ledger.ts page-1.json page-2.json
 * Offline, the entries of one key (kaixu-ledger-key.json of the dashboard): a part of the chain, so that each entry is checked by itself.
 *   npx node examples/verify-ledger.ts --part kaixu-ledger-key.json
 * Or downloaded now, with a key of role admin or owner (the gateway's address in KAIXU_BASE_URL):
 *   KAIXU_KEY=kx_live_… KAIXU_BASE_URL=https://gateway.example npx node examples/verify-ledger.ts
 *
 * Keep the seq and hash that it prints: a later ledger that has another hash at that seq is not the one you saw.
 */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'

type Entry = {
  customer_id: string
  seq: string
  kind: string
  amount_pico: string
  month: string
  api_key_id: string | null
  source_kind: string
  source_id: string
  created_at: string
  prev_hash: string
  hash: string
}
type Page = { entries: Entry[]; head: { seq: string; hash: string } | null; next_cursor: string | null }

const FIRST_PREV_HASH = '0'.repeat(64)

const hashOf = (entry: Entry): string => {
  const lines = [
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
  ]
  return createHash('sha256').update(Buffer.from(entry.prev_hash, 'hex')).update(lines.join('\n')).digest('hex')
}

const changed = ({ seq }: Entry): string => `seq ${seq} is not what its hash was made of`

/** The first entry of a part that is not what it says; whether one is missing, a part cannot tell. */
const firstProblemOfPart = (entries: readonly Entry[]): string | undefined => {
  const wrong = entries.find((entry) => entry.hash !== hashOf(entry))
  return wrong && changed(wrong)
}

/** The first thing that is wrong with a chain; undefined when nothing is. */
const firstProblem = (entries: readonly Entry[], head: Page['head']): string | undefined => {
  if (head === null) {
    return 'the pages say nothing about where the chain ends: ask for scope=customer, or check the entries of one key with --part'
  }
  let expected = { seq: 1n, prevHash: FIRST_PREV_HASH }
  for (const entry of entries) {
    if (BigInt(entry.seq) !== expected.seq) return `seq ${expected.seq} is missing: the next entry has seq ${entry.seq}`
    if (entry.prev_hash !== expected.prevHash) return `seq ${entry.seq} does not follow the entry before it`
    if (entry.hash !== hashOf(entry)) return changed(entry)
    expected = { seq: expected.seq + 1n, prevHash: entry.hash }
  }
  const last = entries.at(-1)
  if (head.seq !== (last?.seq ?? '0') || head.hash !== (last?.hash ?? FIRST_PREV_HASH))
    return `the chain ends at seq ${last?.seq ?? '0'}, but should at seq ${head.seq} with ${head.hash}`
  return undefined
}

const download = async (gateway: string, key: string): Promise<Page[]> => {
  const pages: Page[] = []
  for (let cursor: string | null = '0'; cursor !== null;) {
    const address = `${gateway}/.netlify/functions/user-ledger?scope=customer&limit=1000&cursor=${cursor}`
    const response = await fetch(address, { headers: { authorization: `Bearer ${key}` } })
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
    const page = (await response.json()) as Page // What it claims is what is verified below.
    pages.push(page)
    cursor = page.next_cursor
  }
  return pages
}

const readPages = (files: readonly string[]): Promise<Page[]> =>
  // What a file claims is what is verified below.
  Promise.all(files.map(async (file) => JSON.parse(await readFile(file, 'utf8')) as Page))

/** Picos as dollars, to the last digit. */
const usd = (pico: bigint): string => {
  const digits = (pico < 0n ? -pico : pico).toString().padStart(13, '0')
  return `${pico < 0n ? '-' : ''}${digits.slice(0, -12)}.${digits.slice(-12)}`
}

const { KAIXU_KEY = '', KAIXU_BASE_URL = 'http://localhost:8787' } = process.env
const isPart = process.argv.includes('--part')
const files = process.argv.slice(2).filter((argument) => argument !== '--part')
const pages = files.length > 0 ? await readPages(files) : await download(KAIXU_BASE_URL, KAIXU_KEY)

const entries = pages.flatMap((page) => page.entries).sort((one, other) => Number(BigInt(one.seq) - BigInt(other.seq)))
// The chain grows while it is downloaded: the page that was read last knows its end.
const heads = pages.flatMap(({ head }) => (head === null ? [] : [head]))
const head = heads.sort((one, other) => Number(BigInt(other.seq) - BigInt(one.seq)))[0] ?? null
const problem = isPart ? firstProblemOfPart(entries) : firstProblem(entries, head)
if (problem === undefined) {
  const sums = new Map<string, bigint>()
  for (const { month, kind, amount_pico } of entries) {
    const name = `${month} ${kind}`
    sums.set(name, (sums.get(name) ?? 0n) + BigInt(amount_pico))
  }
  for (const [name, sum] of sums) console.log(`${name}: ${usd(sum)} USD`)
  if (isPart) console.log(`verified: ${entries.length} entries, each by itself; others may be missing between them`)
  else
    console.log(`verified: ${entries.length} entries, ending at seq ${head?.seq ?? '0'} with hash ${head?.hash ?? ''}`)
} else {
  console.error(`NOT VERIFIED: ${problem}`)
  process.exitCode = 1
}
