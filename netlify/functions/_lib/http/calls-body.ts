import { picoToUsd } from '../domain/money.ts'
import type { CallOfRequest } from '../services/calls-of-request.ts'

export const callsBody = (calls: readonly CallOfRequest[]) => ({
  calls: calls.map(({ cost_pico: costPico, ...call }) => ({ ...call, cost_usd: picoToUsd(costPico) })),
})
