import { setTimeout as sleep } from 'node:timers/promises'

/** Limits per minute are counted by the clock's: waits for the next one when less than `seconds` are left of this. */
export const earlyInTheMinute = async (seconds: number): Promise<void> => {
  const left = 60_000 - (Date.now() % 60_000)
  if (left < seconds * 1_000) await sleep(left + 100)
}
