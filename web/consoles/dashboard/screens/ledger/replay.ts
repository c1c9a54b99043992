import type { OwnLedger } from '../../../shared/answers.ts'
import type { Api } from '../../../shared/api.ts'
import { sumUsd } from '../../../shared/sum-usd.ts'
import { ChainCheck, type Problem } from './chain.ts'

const PAGE = 1_000

export type Replay = {
  entries: number
  /** Undefined: nothing is wrong. */
  problem: Problem | undefined
  /** Where the chain ended; null for a part of it. */
  head: OwnLedger['head']
  /** Exact sums by month and kind, oldest month first. */
  sums: { month: string; kind: string; usd: string; entries: number }[]
  /** All that was read, as one page of the ledger: examples/verify-ledger.ts takes it, that of one key with `--part`. */
  file: Blob
}

type Order = { scope: 'key' | 'customer'; signal: AbortSignal; progress: (entries: number) => void }

/** Downloads a ledger page by page and verifies it as it comes. @throws ApiError */
export const replayLedger = async (api: Api, { scope, signal, progress }: Order): Promise<Replay> => {
  const check = new ChainCheck(scope === 'customer' ? 'whole' : 'part')
  const sums = new Map<string, { month: string; kind: string; amounts: string[]; entries: number }>()
  const parts: string[] = ['{"entries":[']
  let head: OwnLedger['head'] = null
  let problem: Problem | undefined
  for (let cursor: string | null = '0'; cursor !== null;) {
    const page: OwnLedger = await api.json<OwnLedger>('user-ledger', { query: { scope, limit: PAGE, cursor }, signal })
    problem ??= await check.take(page.entries)
    for (const { month, kind, amount_usd: amount } of page.entries) {
      const name = `${month} ${kind}`
      const sum = sums.get(name) ?? { month, kind, amounts: ['0'], entries: 0 }
      // Summed as it goes: a hundred thousand texts would be kept otherwise.
      sums.set(name, { ...sum, amounts: [sumUsd([...sum.amounts, amount])], entries: sum.entries + 1 })
    }
    if (page.entries.length > 0) parts.push(parts.length > 1 ? ',' : '', JSON.stringify(page.entries).slice(1, -1))
    // The chain grows while it is read: the last page knows its end.
    head = page.head
    cursor = page.next_cursor
    progress(check.count)
  }
  problem ??= check.end(head)
  parts.push(`],"head":${JSON.stringify(head)},"next_cursor":null}\n`)
  return {
    entries: check.count,
    problem,
    head,
    sums: [...sums.values()].map(({ amounts, ...sum }) => ({ ...sum, usd: sumUsd(amounts) })),
    file: new Blob(parts, { type: 'application/json' }),
  }
}
