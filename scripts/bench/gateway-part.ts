import { assertBooks, bookOnce, createPayer } from './books.ts'
import { chatStream, gateway, proxy, vendor as straight, type Arena } from './contenders.ts'
import { measureCrowd } from './crowd.ts'
import { answersOf, callOnce, type Contender } from './http-call.ts'
import { interleave, type Turn } from './interleave.ts'
import { measureLoad, type LoadLine } from './load.ts'
import { chatTable, crowdTable, insideTable, loadTable, passThroughTable, streamTable } from './report.ts'
import type { Session } from './session.ts'
import type { Sizes } from './sizes.ts'
import { resetStatementTimes, statementTimes } from './statement-times.ts'
import { AT_ONCE, IN_PIECES, type BenchVendor } from './stub-vendor.ts'

const CONNECTIONS = 16

export type GatewayPart = { arena: Arena; vendor: BenchVendor; gatewayPid: number; books: Session; sizes: Sizes }

/** Chats and streams through the gateway, beside the vendor alone and the bare proxy. Gives the tables. */
export const measureGateway = async (part: GatewayPart, progress: (line: string) => void): Promise<string[]> => {
  const tables: string[] = []
  progress('chat …')
  tables.push(...(await chats(part)))
  progress('stream …')
  tables.push(await streams(part))
  progress('pass-through …')
  tables.push(await passThrough(part))
  progress(`${part.sizes.concurrentStreams} streams at once …`)
  tables.push(await streamsAtOnce(part))
  progress('load …')
  tables.push(await load(part))
  return tables
}

const turnOf = (contender: Contender): Turn => ({ name: contender.name, take: () => callOnce(contender) })

/** What every call needs of the database, taken straight from it: admission and settlement, nothing between. */
const booksTurn = async ({ books }: GatewayPart): Promise<Turn> => {
  const payer = await createPayer(books, 'beside-the-gateway')
  return {
    name: 'the books alone',
    take: async () => {
      const { admitMs, settleMs } = await bookOnce(books, payer)
      return { firstByteMs: admitMs, firstTextMs: admitMs, totalMs: admitMs + settleMs, gapsMs: [] }
    },
  }
}

const chats = async (part: GatewayPart): Promise<string[]> => {
  const { arena, vendor, books, sizes } = part
  await vendor.behave(AT_ONCE)
  const turns = {
    vendor: turnOf(straight(arena, 'whole')),
    streamed: turnOf(straight(arena, 'streamed')),
    proxy: turnOf(proxy(arena, 'whole')),
    books: await booksTurn(part),
    gateway: turnOf(gateway(arena, 'whole')),
  }
  await resetStatementTimes(books)
  const results = await interleave(turns, { rounds: sizes.chatRounds, warmUp: sizes.warmUp })
  return [chatTable(results), insideTable(await statementTimes(books))]
}

const streams = async ({ arena, vendor, sizes }: GatewayPart): Promise<string> => {
  await vendor.behave(IN_PIECES)
  const turns = {
    vendor: turnOf(straight(arena, 'streamed')),
    proxy: turnOf(proxy(arena, 'streamed')),
    gateway: turnOf(gateway(arena, 'streamed')),
  }
  return streamTable(await interleave(turns, { rounds: sizes.streamRounds, warmUp: sizes.warmUp }))
}

/** A vendor's own endpoint: what the gateway adds to a stream whose bytes it passes on. */
const passThrough = async ({ arena, vendor, sizes }: GatewayPart): Promise<string> => {
  await vendor.behave(IN_PIECES)
  const { model, vendorUrl, proxyUrl, gatewayUrl, keys } = arena
  const to = (name: string, base: string, key = 'sk-bench'): Turn =>
    turnOf(chatStream(name, base, { model, key, usageAsked: true }))
  const turns = {
    vendor: to('vendor', vendorUrl),
    proxy: to('bare proxy', proxyUrl),
    gateway: to('gateway', gatewayUrl, keys[0]),
  }
  return passThroughTable(await interleave(turns, { rounds: sizes.streamRounds, warmUp: sizes.warmUp }))
}

const streamsAtOnce = async ({ arena, vendor, gatewayPid, sizes }: GatewayPart): Promise<string> =>
  crowdTable(await measureCrowd(arena, { vendor, gatewayPid, streams: sizes.concurrentStreams }))

const load = async ({ arena, vendor, gatewayPid, sizes }: GatewayPart): Promise<string> => {
  await vendor.behave(AT_ONCE)
  const line = (name: string, contenderOf: (nth: number) => Contender): LoadLine => ({
    name,
    connections: Array.from({ length: CONNECTIONS }, (_, nth) => contenderOf(nth)),
  })
  const lines = [
    line('vendor', () => straight(arena, 'whole')),
    line('vendor, streamed', () => straight(arena, 'streamed')),
    line('bare proxy', () => proxy(arena, 'whole')),
    line('gateway, 1 customer', () => gateway(arena, 'whole')),
    line(`gateway, ${CONNECTIONS} customers`, (nth) => gateway(arena, 'whole', nth)),
  ]
  return loadTable(await measureLoad(lines, { turns: sizes.loadTurns, seconds: sizes.loadSeconds, gatewayPid }))
}

/** Throws unless every answer that the gateway gave was charged once, and nothing else but our own visits to the books. */
export const assertCharged = ({ books, sizes }: GatewayPart): Promise<void> =>
  assertBooks(books, answersOf('gateway') + sizes.warmUp + sizes.chatRounds)
