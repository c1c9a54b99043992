import { Anchor, Group, Text } from '@mantine/core'
import { Link } from 'wouter'
import type { LedgerEntry } from '../../../shared/answers.ts'
import { Copy } from '../../../shared/copy.tsx'
import { DetailDrawer } from '../../../shared/detail-drawer.tsx'
import { Facts } from '../../../shared/facts.tsx'
import { monthName } from '../../../shared/format.ts'
import { Instant } from '../../../shared/instant.tsx'
import { JsonBlock } from '../../../shared/json-block.tsx'
import { exactLedgerDollars } from '../../../shared/ledger-amount.tsx'
import { KINDS } from '../../../shared/ledger-kinds.ts'
import { StatusBadge } from '../../../shared/status-badge.tsx'
import { KeyLink } from '../../key-link.tsx'
import { receiptOf } from '../../receipt-of.ts'
import { TakeBack } from './take-back.tsx'

/** An entry with all that its hash covers, and what can be done about it. */
export const EntryDrawer = ({ entry: opened, close }: { entry: LedgerEntry | undefined; close: () => void }) => (
  <DetailDrawer row={opened} title={({ kind, seq }) => `${KINDS[kind].label}, entry ${seq}`} close={close}>
    {(entry) => (
      <>
        <Facts
          of={[
            ['Kind', <StatusBadge tone={KINDS[entry.kind].tone}>{KINDS[entry.kind].label}</StatusBadge>],
            ['Meaning', KINDS[entry.kind].meaning],
            ['Amount', exactLedgerDollars(entry)],
            ['Time', <Instant at={entry.created_at} precision="second" />],
            ['Month', monthName(entry.month)],
            [
              'Key',
              entry.key_label === null ? undefined : (
                <KeyLink customerId={entry.customer_id} label={entry.key_label} last4={entry.key_last4} />
              ),
            ],
            [`Source, ${entry.source_kind.replaceAll('_', ' ')}`, <Whole text={entry.source_id} what="the source" />],
            ['Hash', <Whole text={entry.hash} what="the hash" />],
            ['Hash before', <Whole text={entry.prev_hash} what="the hash before" />],
          ]}
        />
        {entry.kind === 'topup' && entry.source_kind === 'manual' && <TakeBack topUp={entry} />}
        {entry.kind === 'topup' && entry.source_kind !== 'manual' && (
          <Text size="sm" c="dimmed">
            It was paid by card: refund it in Stripe, and the refund is booked here by itself.
          </Text>
        )}
        <StandsFor of={entry} />
        {entry.source_kind === 'hold' && entry.api_key_id !== null && (
          <Anchor
            component={Link}
            size="sm"
            href={`/usage?customer_id=${entry.customer_id}&month=${entry.month}&api_key_id=${entry.api_key_id}`}
          >
            Calls of this key in {monthName(entry.month)}
          </Anchor>
        )}
        <JsonBlock value={entry} what="the entry" />
      </>
    )}
  </DetailDrawer>
)

/** The way to what an entry stands for: a call, or money that the month's invoice lists. */
const StandsFor = ({ of: { kind, customer_id: customerId, month, call } }: { of: LedgerEntry }) => {
  if (call !== null)
    return (
      <Anchor component={Link} size="sm" href={receiptOf({ ...call, customer_id: customerId, month })}>
        Receipt of the call
      </Anchor>
    )
  if (kind !== 'topup' && kind !== 'refund') return null
  return (
    <Anchor component={Link} size="sm" href={`/invoices?customer_id=${customerId}&month=${month}`}>
      Invoice of {monthName(month)}
    </Anchor>
  )
}

const Whole = ({ text, what }: { text: string; what: string }) => (
  <Group gap={4} wrap="nowrap">
    <span className="kx-mono">{text}</span>
    <Copy text={text} what={what} />
  </Group>
)
