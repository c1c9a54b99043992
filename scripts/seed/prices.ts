import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parsePriceBook } from '../../netlify/functions/_lib/domain/price-book.ts'
import type { PriceBook } from '../../netlify/functions/_lib/domain/pricing.ts'
import { imagineCall, type PricedModel } from './call.ts'
import { createRandom } from './random.ts'
import { PLAYGROUND, WORKLOADS, type Workload } from './workloads.ts'

/** A workload's models with their prices, and what one of its calls comes to. */
export type PricedWorkload = { models: readonly PricedModel[]; meanPico: bigint }

export type PricedWorkloads = ReadonlyMap<Workload, PricedWorkload>

const FILE = join(import.meta.dirname, '..', '..', 'pricing', 'pricing.json')

export const readPriceBook = async (): Promise<PriceBook> => parsePriceBook(JSON.parse(await readFile(FILE, 'utf8')))

const SAMPLE = 500

/** Models without a price are left out; throws when a workload has none left. */
export const priceWorkloads = (prices: PriceBook): PricedWorkloads =>
  new Map(
    [...WORKLOADS, PLAYGROUND].map((workload) => {
      const models = workload.models.flatMap(({ weight, value }) => {
        const [provider = '', ...model] = value.split('/')
        const price = prices.find(provider, model.join('/'))
        return price === undefined ? [] : [{ weight, value: price }]
      })
      if (models.length === 0) throw new Error(`pricing.json has none of the models of ${workload.app}`)
      const random = createRandom(`sample/${workload.app}`)
      const calls = Array.from({ length: SAMPLE }, () => imagineCall(random, workload, models, { at: 0 }))
      return [workload, { models, meanPico: calls.reduce((sum, { costPico }) => sum + costPico, 0n) / BigInt(SAMPLE) }]
    }),
  )
