import { join } from 'node:path'
import { parseArgs } from 'node:util'
import priceFile from '../pricing/pricing.json' with { type: 'json' }
import { parsePriceBook } from '../netlify/functions/_lib/domain/price-book.ts'
import { measureBooks } from './bench/books-part.ts'
import { withCleanUp } from './bench/clean-up.ts'
import { chatStream, gateway as gatewayContender, type Arena } from './bench/contenders.ts'
import { startDatabase, temporaryDirectory } from './bench/database-home.ts'
import { assertCharged, measureGateway } from './bench/gateway-part.ts'
import { createKeys, makeSecrets, startGateway } from './bench/gateway-process.ts'
import { closeConnections } from './bench/http-call.ts'
import { residentMegabytes } from './bench/process-figures.ts'
import { footprintTable, roundTripTable } from './bench/report.ts'
import { countRoundTrips } from './bench/round-trips.ts'
import { startScript } from './bench/script-process.ts'
import { openSession } from './bench/session.ts'
import { FULL, QUICK } from './bench/sizes.ts'
import { startVendor } from './bench/stub-vendor.ts'
import { startTripCounter } from './bench/trip-counter.ts'
import { readCommandLine } from './command-line.ts'

// The gateway beside a bare proxy and the vendor alone, and its books by themselves: see docs/benchmark.md.

const CUSTOMERS = 16

const USAGE = `npm run bench -- [options]

Measures the gateway beside a bare proxy and the vendor alone, and its books by themselves, with a PostgreSQL and a vendor of its own; about
four minutes. What the figures mean is in docs/benchmark.md.

  --quick   under half a minute: proves that it works, its figures say little`

const { quick } = readCommandLine(
  USAGE,
  (args) => parseArgs({ args, options: { quick: { type: 'boolean', default: false } } }).values,
)
const sizes = quick ? QUICK : FULL
const progress = (line: string): void => console.error(`  · ${line}`)

const modelName = (): string => {
  const priced = parsePriceBook(priceFile).models()
  const model = priced.find(({ provider, api }) => provider === 'openai' && api === 'chat')
  if (model === undefined) throw new Error('The price file has no chat model of OpenAI')
  return model.model
}

await withCleanUp(async (cleanUp) => {
  progress('starting PostgreSQL, a vendor, a proxy and the gateway …')
  const directory = await temporaryDirectory(cleanUp)
  const databaseUrl = await startDatabase(directory, cleanUp)
  const vendor = await startVendor(directory, cleanUp)
  const bareProxy = join(import.meta.dirname, 'bench', 'bare-proxy.ts')
  const proxy = await startScript({ script: bareProxy, parameters: [vendor.url], directory }, cleanUp)
  const secrets = makeSecrets()
  const home = { directory, vendorUrl: vendor.url, secrets }
  const gateway = await startGateway({ ...home, databaseUrl }, cleanUp)
  const restMb = await residentMegabytes(gateway.pid)

  const keys = await createKeys(gateway.url, secrets.ADMIN_PASSWORD, CUSTOMERS)
  const arena: Arena = { vendorUrl: vendor.url, proxyUrl: proxy.url, gatewayUrl: gateway.url, model: modelName(), keys }
  const books = await openSession(databaseUrl)
  const part = { arena, vendor, gatewayPid: gateway.pid, books, sizes }
  const gatewayTables = await measureGateway(part, progress)
  const loadedMb = await residentMegabytes(gateway.pid)
  await gateway.stop()

  progress('round trips …')
  const counter = await startTripCounter(databaseUrl, cleanUp)
  const counted = await startGateway({ ...home, databaseUrl: counter.url }, cleanUp)
  const ways = ['whole', 'streamed'] as const
  const passedThrough = { model: arena.model, key: keys[0] ?? '', usageAsked: true }
  const contenders = [
    ...ways.map((way) => gatewayContender({ ...arena, gatewayUrl: counted.url }, way)),
    chatStream('gateway', counted.url, passedThrough),
  ]
  const trips = await countRoundTrips(contenders, { vendor, counter, calls: sizes.roundTripCalls })
  await counted.stop()
  await assertCharged(part)
  await books.close()
  closeConnections()

  const bookTables = await measureBooks(databaseUrl, sizes, progress)
  const footprint = { firstStartMs: gateway.startMs, laterStartMs: counted.startMs, restMb, loadedMb }
  const tables = [...gatewayTables, roundTripTable(trips), footprintTable(footprint), ...bookTables]
  console.log(tables.join('\n'))
})
