import { PICO_PER_CENT } from '../../netlify/functions/_lib/domain/money.ts'
import { busyness, DAY, type Rhythm, type Span } from './calendar.ts'
import { slugOf, type Company } from './companies.ts'
import { makeKeys, type KeyProfile } from './keys.ts'
import type { PricedWorkloads } from './prices.ts'
import type { Random } from './random.ts'
import { callsByKey } from './timeline.ts'
import { PLANS, traitsOf, type Traits } from './traits.ts'
import { WORKLOADS } from './workloads.ts'

/** Everything about a customer but its calls and payments. */
export type Profile = Company & {
  traits: Traits
  planFeeCents: number
  createdAt: number
  /** Infinity while it is active. */
  disabledAt: number
  rhythm: Pick<Rhythm, 'weekend' | 'utcOffset'>
  keys: readonly KeyProfile[]
  keyCapsCents: readonly (number | null)[]
  /** How many calls it tries to make in each span. */
  calls: readonly number[]
  capCents: number
  /** Undefined: messages go to the operator. */
  webhookUrl: string | undefined
  notes: string | null
}

export type Order = {
  company: Company
  index: number
  createdAt: number
  calls: number
  /** Its share of all calls, beside an average one's. */
  size: number
  spans: readonly Span[]
  now: number
  workloads: PricedWorkloads
}

const OFFSETS = [-8, -5, -5, 0, 1, 1, 2, 9]
const NOTES = [
  'Pays by bank transfer; top up by hand when accounts confirm.',
  'Prefers to hear from us by e-mail before any cap is raised.',
  'Pilot until the end of the quarter, then decides about the business plan.',
  'Security review done; allow-lists were agreed with their CISO.',
]

export const makeProfile = (random: Random, order: Order): Profile => {
  const { company, index, createdAt, size, spans, now } = order
  const traits = traitsOf(random, index, size)
  const rhythm = { utcOffset: random.pick(OFFSETS), weekend: 0.15 + random.unit() * 0.4 }
  const from = Math.max(createdAt, spans[0]?.from ?? createdAt)
  const disabledAt = traits.isDisabled ? Math.floor(now - (now - from) * (0.05 + random.unit() * 0.3)) : Infinity
  // The first customer has the liveliest: people on devices, and a model that caches.
  const workload = index === 0 ? WORKLOADS.length - 1 : random.between(0, WORKLOADS.length - 1)
  const keys = makeKeys(random, traits, { createdAt, from, to: Math.min(now, disabledAt) }, workload)
  const calls = callsOf(order, traits, { ...rhythm, hours: 'office' })
  const expected = expectedByKey(order, { keys, createdAt, disabledAt }, calls)
  return {
    ...company,
    ...{ traits, createdAt, disabledAt, rhythm, keys, calls },
    planFeeCents: PLANS[traits.plan].feeCents,
    keyCapsCents: keyCaps(random, keys, expected, traits),
    capCents: capOf(random, traits, expected, calls),
    webhookUrl: index === 0 || random.chance(0.4) ? `https://hooks.${slugOf(company.name)}.example/kaixu` : undefined,
    notes: random.chance(0.3) ? random.pick(NOTES) : null,
  }
}

/** A month that has only begun has fewer calls; those who come near their cap do so in every month. */
const callsOf = ({ calls, spans, createdAt }: Order, traits: Traits, rhythm: Rhythm): number[] => {
  const weights = spans.map((span, index) => {
    const whole = busyness({ ...span, to: span.from + 30 * DAY }, rhythm)
    const passed = Math.min(1, busyness({ ...span, from: Math.max(span.from, createdAt) }, rhythm) / whole)
    const growth = 1 - (spans.length - 1 - index) * 0.06
    return traits.load === 'ample' ? passed * Math.max(0.3, growth) : Math.min(1, passed * 1.5)
  })
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return weights.map((weight) => (sum === 0 ? 0 : Math.round((calls * weight) / sum)))
}

/** What each key's calls come to in each month, in cents. */
type Expected = readonly (readonly number[])[]

const expectedByKey = (
  { spans, workloads }: Order,
  owner: Pick<Profile, 'keys' | 'createdAt' | 'disabledAt'>,
  calls: readonly number[],
): Expected =>
  spans.map((span, index) =>
    callsByKey(owner, span, calls[index] ?? 0).map((count, key) => {
      const workload = owner.keys[key]?.workload
      const meanPico = (workload && workloads.get(workload)?.meanPico) ?? 0n
      return Number((meanPico * BigInt(count)) / PICO_PER_CENT)
    }),
  )

const capOf = (random: Random, { load, moneyIn }: Traits, expected: Expected, calls: readonly number[]): number => {
  const whole = Math.max(...calls)
  // As if every month had as many calls as the busiest one.
  const months = expected.map((keys, index) => {
    const cents = keys.reduce((sum, one) => sum + one, 0)
    return (cents * whole) / Math.max(1, calls[index] ?? 0)
  })
  const usual = load === 'ample' ? Math.max(...months) : Math.min(...months.filter((cents) => cents > 0))
  // Automatic top-ups have to have a reason.
  const isShort = moneyIn === 'auto' || moneyIn === 'declined'
  const factor = isShort ? 0.6 : load === 'full' ? 0.9 : load === 'near' ? 1.08 : 1.6 + random.unit() * 3
  return usual >= 50 && usual < Infinity ? Math.max(load === 'ample' ? 500 : 50, roundUp(usual * factor)) : 500
}

/** Some keys have a cap of their own. One has one that is rather low: a small one where the customer's own cap is to be met. */
const keyCaps = (
  random: Random,
  keys: readonly KeyProfile[],
  expected: Expected,
  { load }: Traits,
): (number | null)[] => {
  const ofLine = keys.map(({ role, line }, index) => {
    const [most, isRandom] = [Math.max(...expected.map((months) => months[index] ?? 0)), random.chance(0.35)]
    if (role === 'owner' || role === 'viewer' || line !== index) return null
    if (load === 'ample' ? index === 1 : role === 'admin' || index === 4) return Math.max(10, roundUp(most * 0.9))
    return isRandom && load === 'ample' ? Math.max(10, roundUp(most * (1 + random.unit() * 2))) : null
  })
  return keys.map(({ line }) => ofLine[line] ?? null)
}

/** To two digits. */
const roundUp = (cents: number): number => {
  const step = Math.max(10, 10 ** (Math.floor(Math.log10(Math.max(1, cents))) - 1))
  return Math.ceil(cents / step) * step
}
