import { callOnce, type Contender } from './http-call.ts'
import { AT_ONCE, HELD, type BenchVendor } from './stub-vendor.ts'
import type { TripCounter } from './trip-counter.ts'

export type RoundTrips = { name: string; before: number; after: number }

/** How often the gateway asks the database per call, while the vendor still keeps its answer back and after that. */
export const countRoundTrips = async (
  contenders: readonly Contender[],
  { vendor, counter, calls }: { vendor: BenchVendor; counter: TripCounter; calls: number },
): Promise<RoundTrips[]> => {
  await vendor.behave(AT_ONCE)
  // The pool opens its connection, and the first query sees whether a migration is pending.
  for (const contender of contenders) await callOnce(contender)
  await vendor.behave(HELD)
  const found: RoundTrips[] = []
  for (const contender of contenders) {
    const sums = { before: 0, after: 0 }
    for (let call = 0; call < calls; call += 1) {
      const asked = await vendor.requests()
      const start = counter.trips()
      const answer = callOnce(contender)
      await Promise.race([vendor.asked(asked + 1), answer])
      const middle = counter.trips()
      await vendor.release()
      await answer
      sums.before += middle - start
      sums.after += counter.trips() - middle
    }
    found.push({ name: contender.url.pathname, before: sums.before / calls, after: sums.after / calls })
  }
  await vendor.behave(AT_ONCE)
  return found
}
