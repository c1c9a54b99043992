import type { GatewayError } from '../../netlify/functions/_lib/domain/errors.ts'
import { chargeLines, sumOf, type ChargeLine, type ModelPrice } from '../../netlify/functions/_lib/domain/pricing.ts'
import { cacheWriteTokens, NO_USAGE, type Usage } from '../../netlify/functions/_lib/domain/usage.ts'
import { worstCase, type Surface } from '../../netlify/functions/_lib/services/prepared-call.ts'
import { callTimes, jobTimes, type CallTimes } from './call-times.ts'
import { DAY } from './calendar.ts'
import { ENDINGS, JOB_ENDINGS, type Ending, type Fate } from './endings.ts'
import { failureOf } from './failures.ts'
import type { Random, Weighted } from './random.ts'
import type { Workload } from './workloads.ts'

/** A call as it goes if its caps let it. Money is pico-dollars, instants and durations are milliseconds. */
export type Call = CallTimes & {
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
  /** Undefined: nobody knows what it used. */
  chargeLines: readonly ChargeLine[] | undefined
  listPico: bigint
  costPico: bigint
  estimated: boolean
  outcome: string
  fate: Fate
  /** Undefined: it did not fail. */
  failure: GatewayError | undefined
}

export type PricedModel = Weighted<ModelPrice>

const THINKS = /gpt-5|^o\d|gemini-2\.5|claude-(sonnet|opus)-4|grok-3-mini|deepseek-reasoner/

/** A job's answer beside one that somebody waits for. */
const JOB_LENGTH = 3

/** `jobEnding`: how it has to end, if it turns out to be a job. */
export const imagineCall = (
  random: Random,
  workload: Workload,
  models: readonly PricedModel[],
  { at, jobEnding }: { at: number; jobEnding?: Ending | undefined },
): Call => {
  const price = random.draw(models)
  const surface = random.draw(workload.surfaces)
  const isJob = surface === 'job'
  const ending = isJob ? (jobEnding ?? random.draw(JOB_ENDINGS)) : random.draw(ENDINGS)
  const maxTokens = Math.min(workload.maxTokens * (isJob ? JOB_LENGTH : 1), price.maxOutputTokens)
  const usage = usageOf(random, workload, price, { maxTokens, length: isJob ? JOB_LENGTH : 1 })
  const times = (isJob ? jobTimes : callTimes)(random, ending, usage.outputTokens, at)
  const [textBytes, messages] = [usage.inputTokens * 4 - random.between(0, 3), random.between(2, 12)]
  const worst = worstCase(price, {
    boundTokens: Math.min(textBytes + messages * 16, price.contextTokens),
    floorTokens: Math.ceil(textBytes / 4),
  })
  const whole = worst.inputPico + BigInt(maxTokens) * worst.outputPicoPerToken
  const lines = chargeLines(price, usage)
  const cost = sumOf(lines)
  return {
    at,
    holdId: random.uuid(),
    requestId: random.uuid(),
    surface,
    provider: price.provider,
    model: price.model,
    appId: workload.app,
    buildId: buildAt(at),
    maxTokens,
    // A vendor that bills tokens which nobody could have foreseen: the operator's loss.
    holdPico: ending.overrun ? (cost.costPico * 9n) / 10n + 1n : whole,
    floorPico: worst.floorPico,
    ...(ending.fate === 'lost'
      ? { usage: NO_USAGE, listPico: 0n, costPico: worst.floorPico, chargeLines: undefined }
      : { usage, ...cost, chargeLines: lines }),
    ...{ estimated: ending.estimated, outcome: ending.outcome, fate: ending.fate },
    failure: failureOf(random, ending, price.provider),
    ...times,
  }
}

/** A program has a new one every week. */
export const buildAt = (at: number): string => `r${Math.floor(at / (7 * DAY)) % 1000}`

const usageOf = (
  random: Random,
  workload: Workload,
  price: ModelPrice,
  { maxTokens, length }: { maxTokens: number; length: number },
): Usage => {
  const { input, output } = workload
  const { rates } = price.tiers[0]
  const inputTokens = Math.max(8, Math.min(random.around(input.median, input.spread), price.contextTokens >> 2))
  const outputTokens =
    maxTokens === 0 ? 0 : Math.max(1, Math.min(random.around(output.median * length, output.spread), maxTokens))
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
