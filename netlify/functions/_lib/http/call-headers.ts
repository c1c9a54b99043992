import { picoToUsd } from '../domain/money.ts'
import { remainingPico, type MonthFigures } from '../domain/month-body.ts'
import type { Receipt } from '../services/finish-call.ts'
import type { OpenCall } from '../services/open-call.ts'

/** What every answer of a model says about itself besides its body, from its first byte on. */
export const callHeaders = ({ prepared }: OpenCall, month: MonthFigures): Record<string, string> => {
  const left = remainingPico(month)
  return {
    'x-kaixu-model': `${prepared.provider}/${prepared.model}`,
    'x-kaixu-remaining-usd': picoToUsd(left < 0n ? 0n : left),
  }
}

/** The same of an answer in one piece, which knows what it cost. */
export const wholeCallHeaders = (
  open: OpenCall,
  { month, receipt }: { month: MonthFigures; receipt: Receipt | undefined },
): Record<string, string> => ({
  ...callHeaders(open, month),
  'x-kaixu-cost-usd': picoToUsd(receipt?.chargedPico ?? 0n),
})
