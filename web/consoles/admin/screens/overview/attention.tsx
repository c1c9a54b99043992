import { Anchor, Group, SimpleGrid, Text } from '@mantine/core'
import { IconAlertCircle, IconAlertTriangle } from '@tabler/icons-react'
import { Fragment, type ReactNode } from 'react'
import { Link } from 'wouter'
import type { Overview } from '../../../shared/answers.ts'
import { count } from '../../../shared/format.ts'
import { Panel } from '../../../shared/panel.tsx'
import { failedCalls } from './failed-calls.ts'

type Item = {
  key: string
  tone: 'bad' | 'warn'
  text: ReactNode
  /** Where one does something about it. */
  href?: string
  action?: string
}

/** What an operator has to see to, and where; nothing at all when there is nothing. */
export const Attention = ({ answer }: { answer: Overview }) => {
  const items = [...limits(answer), ...failures(answer)].toSorted((a, b) => Number(isWarning(a)) - Number(isWarning(b)))
  if (items.length === 0) return null
  return (
    <Panel title="Needs attention">
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="xl" verticalSpacing={6} role="list">
        {items.map(({ key, tone, text, href, action }) => (
          <Group key={key} gap="xs" wrap="nowrap" align="flex-start" role="listitem">
            {tone === 'bad' ? (
              <IconAlertCircle size={18} color="var(--mantine-color-red-7)" style={ICON} aria-label="Urgent" />
            ) : (
              <IconAlertTriangle size={18} color="var(--mantine-color-orange-7)" style={ICON} aria-label="Warning" />
            )}
            <Text size="sm" component="div" style={{ overflowWrap: 'anywhere', minWidth: 0 }}>
              {text}
              {href !== undefined && (
                <>
                  {' '}
                  <Anchor component={Link} href={href} size="sm" underline="always">
                    {action}
                  </Anchor>
                </>
              )}
            </Text>
          </Group>
        ))}
      </SimpleGrid>
    </Panel>
  )
}

const ICON = { flexShrink: 0, marginTop: 1 } as const

const isWarning = ({ tone }: Item): boolean => tone === 'warn'

/** Caps, and the top-ups that would raise them. */
const limits = ({ attention: { caps, auto_topups: topUps, cap_warn_pct: warnPct } }: Overview): Item[] => {
  const reached = caps.filter((customer) => customer.reached)
  const close = caps.filter((customer) => !customer.reached)
  const failed = topUps.filter(({ trouble }) => trouble === 'failed')
  const usedUp = topUps.filter(({ trouble }) => trouble === 'used_up')
  return [
    ...item('reached', 'bad', 'Cap reached, calls are refused: ', reached),
    ...item('failed', 'bad', 'Automatic top-up failed, the card was not charged: ', failed, '/policy'),
    ...item('close', 'warn', `At ${warnPct}% of the cap or more: `, close),
    ...item('used-up', 'warn', 'Automatic top-up used up for this month: ', usedUp, '/policy'),
  ]
}

type Named = { customer_id: string; email: string; customers: number }

const item = (key: string, tone: Item['tone'], text: string, of: readonly Named[], tab = ''): Item[] =>
  of.length === 0
    ? []
    : [
        {
          key,
          tone,
          text: (
            <>
              {text}
              <Names of={of} tab={tab} />
            </>
          ),
        },
      ]

const Names = ({ of, tab }: { of: readonly Named[]; tab: string }) => {
  const others = (of[0]?.customers ?? 0) - of.length
  return (
    <>
      {of.map(({ customer_id: id, email }, index) => (
        <Fragment key={id}>
          {index > 0 && ', '}
          <Anchor component={Link} href={`/customers/${id}${tab}`} size="sm" underline="always">
            {email}
          </Anchor>
        </Fragment>
      ))}
      {others > 0 && ` and ${count(others)} more`}
    </>
  )
}

/** What does not work. */
const failures = ({ attention: { has_vendor, webhooks_given_up, unpriced }, today }: Overview): Item[] => [
  ...(has_vendor
    ? []
    : [
        {
          key: 'vendor',
          tone: 'warn' as const,
          text: 'No vendor has a key: only the sandbox can answer.',
          href: '/settings',
          action: 'Set one up',
        },
      ]),
  ...(webhooks_given_up === 0
    ? []
    : [
        {
          key: 'webhooks',
          tone: 'warn' as const,
          text: `${plural(webhooks_given_up, 'message to a webhook was', 'messages to webhooks were')} given up.`,
          href: '/alerts?state=dead',
          action: 'Look at them',
        },
      ]),
  ...(unpriced.models === 0
    ? []
    : [
        {
          key: 'unpriced',
          tone: 'warn' as const,
          text: `${plural(unpriced.models, 'model', 'models')} without a price asked for, ${plural(unpriced.calls, 'time', 'times')} in 30 days.`,
          href: '/prices',
          action: 'See which',
        },
      ]),
  ...(today.errors === 0
    ? []
    : [
        {
          key: 'errors',
          tone: 'warn' as const,
          text: `${plural(today.errors, 'call', 'calls')} failed today, uncharged.`,
          href: failedCalls({ since: 'today' }),
          action: 'Open the monitor',
        },
      ]),
]

const plural = (many: number, one: string, more: string): string => `${count(many)} ${many === 1 ? one : more}`
