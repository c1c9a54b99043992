import type { Call } from './call.ts'

/** What is held for a call, and what it comes to. */
export type Charge = { holdPico: bigint; floorPico: bigint; chargedPico: bigint; overrunPico: bigint }

/**
 * As sql/0004_admit.sql and 0005_settle.sql would have it, with `leftPico` under both caps. Undefined: the call is refused. One that
 * costs a little more than what is left is held down to it, as when fewer output tokens are granted, and runs over: that is how a cap
 * is reached exactly.
 */
export const admitCall = (call: Call, leftPico: bigint): Charge | undefined => {
  if (leftPico <= 0n) return undefined
  const holdPico = least(call.holdPico, leftPico)
  const floorPico = least(call.floorPico, holdPico)
  const hold = { holdPico, floorPico }
  if (call.fate === 'released') return { ...hold, chargedPico: 0n, overrunPico: 0n }
  if (call.fate === 'lost') return { ...hold, chargedPico: floorPico, overrunPico: 0n }
  if (call.costPico * 3n > leftPico * 5n) return undefined
  const chargedPico = least(call.costPico, holdPico)
  // A guess is never allowed to become somebody's loss.
  return { ...hold, chargedPico, overrunPico: call.estimated ? 0n : call.costPico - chargedPico }
}

const least = (one: bigint, other: bigint): bigint => (one < other ? one : other)
