import { Anchor, Text } from '@mantine/core'
import { Link } from 'wouter'
import type { Billing, Summary } from '../../../shared/answers.ts'
import { dollarsOfCents, localTime } from '../../../shared/format.ts'
import { gatewayNow } from '../../../shared/gateway-clock.ts'
import { Instant } from '../../../shared/instant.tsx'
import { monthEnd } from '../../../shared/month-end.ts'
import { projectionOf } from '../../../shared/projection.ts'
import { WARNING_COLOR } from '../../../shared/warning-color.ts'
import { autoTopUpStanding } from '../../auto-top-up-standing.ts'
import type { Scope } from '../../scope-switch.tsx'
import { positionOf } from './position.ts'

type Props = {
  month: Summary['month']
  scope: Scope
  /** Undefined for those who may not see how the account is paid. */
  billing: Billing | undefined
}

/** That the money will not last, or is gone, and whether more comes by itself; nothing while it lasts. */
export const Pace = ({ month, scope, billing }: Props) => {
  const isAccount = scope === 'customer' || month.key_cap_usd === null
  const { spentUsd, capUsd } = positionOf(month, isAccount ? 'customer' : 'key')
  const spent = Number(spentUsd)
  const cap = Number(capUsd)
  const reachedAt = projectionOf(spent, cap, gatewayNow())?.reachedAt
  const isReached = spent >= cap
  if (!isReached && reachedAt === undefined) return null
  const whose = isAccount ? 'cap' : 'cap of this key'
  return (
    <Text size="sm" c={WARNING_COLOR} fw={500} component="div" maw={840}>
      {reachedAt !== undefined ? (
        `At this pace the ${whose} is reached on ${localTime(reachedAt.toISOString(), 'day')}.`
      ) : cap === 0 ? (
        `The ${whose} is $0: no calls are allowed.`
      ) : (
        <>
          The {whose} is reached: calls are refused until {isAccount && 'a top-up, or '}
          <Instant at={monthEnd(month.month)} />.
        </>
      )}{' '}
      {isAccount && billing?.payments === true && (
        <>
          {saidOf(billing, month.month)}{' '}
          <Anchor component={Link} href="/billing" size="sm" underline="always" c="inherit">
            Billing
          </Anchor>
        </>
      )}
    </Text>
  )
}

const saidOf = (billing: Billing, month: string): string => {
  const { amount_cents: amount, threshold_cents: threshold } = billing.auto_topup
  switch (autoTopUpStanding(billing, month)) {
    case 'off':
      return 'Automatic top-up is off.'
    case 'no-card':
      return 'Automatic top-up has no card to charge.'
    case 'used-up':
      return 'Automatic top-up is used up for this month.'
    case 'failed':
      return 'The last automatic top-up failed.'
    case 'ready':
      return `Automatic top-up will add ${dollarsOfCents(amount ?? 0)} when less than ${dollarsOfCents(threshold ?? 0)} is left.`
  }
}
