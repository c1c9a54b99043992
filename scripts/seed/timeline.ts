import { instants, type Span } from './calendar.ts'
import type { Profile } from './profile.ts'
import type { Random } from './random.ts'
import type { Workload } from './workloads.ts'

/** A call somebody is about to make; `key` is its place in the profile's list. */
export type Attempt = { at: number; key: number; workload: Workload }

/** Every call that a customer tries to make, in order. */
export const attemptsOf = (random: Random, profile: Profile, spans: readonly Span[]): Attempt[] =>
  spans
    .flatMap((span, index) => attemptsIn(random, profile, span, profile.calls[index] ?? 0))
    .sort((one, other) => one.at - other.at)

const attemptsIn = (random: Random, profile: Profile, span: Span, calls: number): Attempt[] => {
  const counts = callsByKey(profile, span, calls)
  return profile.keys.flatMap(({ workload, ...life }, key) => {
    const count = counts[key] ?? 0
    if (workload === undefined || count === 0) return []
    const rhythm = { ...profile.rhythm, hours: workload.hours }
    return instants(random, lifeIn(span, profile, life), rhythm, count).map((at) => ({ at, key, workload }))
  })
}

type Owner = Pick<Profile, 'keys' | 'createdAt' | 'disabledAt'>
type Life = { createdAt: number; until: number }

/** How many of a span's calls are made with each key: by its share, and by how much of the span it was alive. */
export const callsByKey = (owner: Owner, span: Span, calls: number): number[] => {
  const weights = owner.keys.map((key) => {
    const { from, to } = lifeIn(span, owner, key)
    return key.share * Math.max(0, to - from)
  })
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return weights.map((weight) => (sum === 0 ? 0 : Math.round((calls * weight) / sum)))
}

const lifeIn = (span: Span, owner: { createdAt: number; disabledAt: number }, key: Life): Span => ({
  ...span,
  from: Math.max(span.from, owner.createdAt, key.createdAt),
  to: Math.min(span.to, owner.disabledAt, key.until),
})
