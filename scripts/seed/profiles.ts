import { DAY, type Span } from './calendar.ts'
import type { Company } from './companies.ts'
import type { SeedOptions } from './options.ts'
import type { PricedWorkloads } from './prices.ts'
import { makeProfile, type Profile } from './profile.ts'
import { createRandom } from './random.ts'

type World = { spans: readonly Span[]; workloads: PricedWorkloads }

/** The customers, oldest first: a few big ones, many small ones, most of them there before the first month. */
export const makeProfiles = (options: SeedOptions, companies: readonly Company[], world: World): Profile[] => {
  const random = createRandom(`${options.seed}/profiles`)
  const [first, last] = [world.spans[0], world.spans.at(-1)]
  if (first === undefined || last === undefined) return []
  const weights = companies.map((_, index) => (0.5 + random.unit()) / (index + 2) ** 0.7)
  const sum = weights.reduce((total, weight) => total + weight, 0)
  const late = Math.floor(companies.length * 0.15)
  const births = companies
    .map((_, index) =>
      index < companies.length - late
        ? first.from - random.between(5, 400) * DAY + random.between(0, DAY)
        : Math.floor(first.from + random.unit() * 0.7 * (last.to - first.from)),
    )
    .sort((one, other) => one - other)
  return companies.map((company, index) => {
    const share = (weights[index] ?? 0) / sum
    return makeProfile(createRandom(`${options.seed}/profile/${index}`), {
      ...{ company, index, createdAt: births[index] ?? first.from, calls: share * options.events },
      ...{ size: share * companies.length, now: last.to, ...world },
    })
  })
}
