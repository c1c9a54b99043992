import { costOf, type ModelPrice } from '../../netlify/functions/_lib/domain/pricing.ts'
import { cacheWriteTokens, NO_USAGE, type Usage } from '../../netlify/functions/_lib/domain/usage.ts'
import { worstCase, type Surface } from '../../netlify/functions/_lib/services/prepared-call.ts'
import { DAY } from './calendar.ts'
import type { Random, Weighted } from './random.ts'
import type { Workload } from './workloads.ts'

/** How a call's hold ends: charged; given back; swept; or swept and then settled after all. */
export type Fate = 'settled' | 'released' | 'lost' | 'late'

/** A call as it goes if its caps let it. Money is pico-dollars, instants and durations are milliseconds. */
export type Call = {
  at: number
  holdId: string
  requestId: string
  surface: Surface
  provider: string
  model: string
  appId: string
  buildId: string
  maxTokens: number
  holdPico: bigint
  floorPico: bigint
  usage: Usage
  listPico: bigint
  costPico: bigint
  estimated: boolean
  outcome: string
  fate: Fate
  durationMs: number
  firstTokenMs: number | null
  expiresAt: number
  resolvedAt: number
  lateAt: number | null
}

export type PricedModel = Weighted<ModelPrice>

type Ending = { fate: Fate; outcome: string; estimated: boolean; overrun?: true }

const COMPLETED: Ending = { fate: 'settled', outcome: 'completed', estimated: false }
const ENDINGS: readonly Weighted<Ending>[] = [
  { weight: 9_530, value: COMPLETED },
  { weight: 90, value: { ...COMPLETED, estimated: true } },
  { weight: 60, value: { fate: 'settled', outcome: 'UPSTREAM_ERROR', estimated: true } },
  { weight: 40, value: { fate: 'settled', outcome: 'DEADLINE', estimated: true } },
  { weight: 10, value: { fate: 'settled', outcome: 'SHUTTING_DOWN', estimated: true } },
  { weight: 25, value: { ...COMPLETED, overrun: true } },
  { weight: 40, value: { fate: 'lost', outcome: 'lost', estimated: true } },
  { weight: 45, value: { ...COMPLETED, fate: 'late' } },
  { weight: 70, value: { fate: 'released', outcome: 'UPSTREAM_BUSY', estimated: false } },
  { weight: 60, value: { fate: 'released', outcome: 'UPSTREAM_ERROR', estimated: false } },
  { weight: 30, value: { fate: 'released', outcome: 'UPSTREAM_TIMEOUT', estimated: false } },
]

/** As openCall has it: the soft deadline and a minute. */
const HOLD_MS = 115_000
const SOFT_DEADLINE_MS = 55_000
const MINUTE = 60_000

const THINKS = /gpt-5|^o\d|gemini-2\.5|claude-(sonnet|opus)-4|grok-3-mini|deepseek-reasoner/

export const imagineCall = (random: Random, workload: Workload, models: readonly PricedModel[], at: number): Call => {
  const price = random.draw(models)
  const ending = random.draw(ENDINGS)
  const usage = usageOf(random, workload, price)
  const times = timesOf(random, ending, usage, at)
  const maxTokens = Math.min(workload.maxTokens, price.maxOutputTokens)
  const [textBytes, messages] = [usage.inputTokens * 4 - random.between(0, 3), random.between(2, 12)]
  const worst = worstCase(price, {
    boundTokens: Math.min(textBytes + messages * 16, price.contextTokens),
    floorTokens: Math.ceil(textBytes / 4),
  })
  const whole = worst.inputPico + BigInt(maxTokens) * worst.outputPicoPerToken
  const cost = costOf(price, usage)
  return {
    at,
    holdId: random.uuid(),
    requestId: random.uuid(),
    surface: random.draw(workload.surfaces),
    provider: price.provider,
    model: price.model,
    appId: workload.app,
    buildId: `r${Math.floor(at / (7 * DAY)) % 1000}`,
    maxTokens,
    // A vendor that bills tokens which nobody could have foreseen: the operator's loss.
    holdPico: ending.overrun ? (cost.costPico * 9n) / 10n + 1n : whole,
    floorPico: worst.floorPico,
    ...(ending.fate === 'lost' ? { usage: NO_USAGE, listPico: 0n, costPico: worst.floorPico } : { usage, ...cost }),
    ...{ estimated: ending.estimated, outcome: ending.outcome, fate: ending.fate },
    ...times,
  }
}

const usageOf = (random: Random, workload: Workload, price: ModelPrice): Usage => {
  const { input, output } = workload
  const { rates } = price.tiers[0]
  const inputTokens = Math.max(8, Math.min(random.around(input.median, input.spread), price.contextTokens >> 2))
  const most = Math.min(workload.maxTokens, price.maxOutputTokens)
  const outputTokens = most === 0 ? 0 : Math.max(1, Math.min(random.around(output.median, output.spread), most))
  const part = (whole: number, share: number): number => Math.floor(whole * share * (0.5 + random.unit() / 2))
  const usage = {
    ...NO_USAGE,
    inputTokens,
    outputTokens,
    // Vendors keep nothing that is shorter.
    cachedTokens: rates.cachedInput === undefined || inputTokens < 1_024 ? 0 : part(inputTokens, workload.cached),
    cacheWrite5mTokens: rates.cacheWrite5m === undefined ? 0 : part(inputTokens, workload.cacheWrite),
    reasoningTokens: THINKS.test(price.model) ? part(outputTokens, workload.reasoning) : 0,
  }
  if (usage.cachedTokens + cacheWriteTokens(usage) > inputTokens) throw new Error('more was cached than was sent')
  return usage
}

const timesOf = (random: Random, { fate, outcome }: Ending, { outputTokens }: Usage, at: number) => {
  const firstMs = Math.min(random.around(520, 0.6), 20_000)
  const wholeMs = Math.min(firstMs + Math.round((outputTokens * 1_000) / random.between(45, 160)), SOFT_DEADLINE_MS - 1)
  const durationMs = outcome === 'DEADLINE' ? SOFT_DEADLINE_MS + random.between(1, 40) : wholeMs
  const expiresAt = at + HOLD_MS
  // The sweep comes once a minute.
  const sweptAt = Math.ceil(expiresAt / MINUTE) * MINUTE + random.between(80, 900)
  if (fate === 'lost')
    return { durationMs: sweptAt - at, firstTokenMs: null, expiresAt, resolvedAt: sweptAt, lateAt: null }
  return {
    durationMs,
    firstTokenMs: fate === 'released' || outputTokens === 0 ? null : firstMs,
    expiresAt,
    resolvedAt: fate === 'late' ? sweptAt : at + durationMs + random.between(2, 12),
    lateAt: fate === 'late' ? sweptAt + random.between(5_000, 240_000) : null,
  }
}
