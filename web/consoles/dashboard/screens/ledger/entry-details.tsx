import { Anchor, Group, Text } from '@mantine/core'
import { Link } from 'wouter'
import type { LedgerEntry } from '../../../shared/answers.ts'
import { Copy } from '../../../shared/copy.tsx'
import { Facts } from '../../../shared/facts.tsx'
import { monthName } from '../../../shared/format.ts'
import { Instant } from '../../../shared/instant.tsx'
import { exactLedgerDollars } from '../../../shared/ledger-amount.tsx'
import { KINDS } from '../../../shared/ledger-kinds.ts'
import { sentence } from '../../../shared/sentence.ts'
import type { Scope } from '../../scope-switch.tsx'
import { usageLink } from '../../usage-link.ts'
import { useHasRole } from '../../use-me.ts'
import { keyName } from './key-name.ts'

const MEANING: Readonly<Record<LedgerEntry['kind'], string>> = {
  charge: 'Money spent, on one call.',
  topup: 'Money paid in.',
  refund: 'Money paid back, or a top-up that was taken back.',
  adjustment: 'Money spent: what came out late about a call.',
  overrun: 'What a call cost above what was held for it. It is the operator’s loss and is not charged.',
}

type Props = { entry: LedgerEntry; scope: Scope }

/** An entry with everything that its hash covers, and the way to what it stands for. */
export const EntryDetails = ({ entry, scope }: Props) => (
  <>
    <Facts
      of={[
        ['Amount', exactLedgerDollars(entry)],
        ['Pico-dollars, as hashed', BigInt(entry.amount_pico).toLocaleString('en-US')],
        ['Kind', KINDS[entry.kind].label],
        ['Month', monthName(entry.month)],
        ['Time', <Instant key="at" at={entry.created_at} precision="second" />],
        ['Key', keyName(entry)],
        ['Source', <Copied key="source" what="the source" kind={sentence(entry.source_kind)} text={entry.source_id} />],
        ['Hash', <Copied key="hash" what="the hash" text={entry.hash} />],
        ['Hash before', <Copied key="before" what="the hash before" text={entry.prev_hash} />],
      ]}
    />
    <Text size="sm" c="dimmed">
      {MEANING[entry.kind]}
    </Text>
    <StandsFor entry={entry} scope={scope} />
  </>
)

const StandsFor = ({ entry: { kind, month, call }, scope }: Props) => {
  const seesTopUps = useHasRole('admin')
  if (call !== null)
    return (
      <Anchor component={Link} href={usageLink(scope, { month, q: call.request_id, call: call.id })} size="sm">
        Receipt of the call
      </Anchor>
    )
  if (seesTopUps && (kind === 'topup' || kind === 'refund'))
    return (
      <Anchor component={Link} href={`/billing?q=${month}`} size="sm">
        Top-ups for {monthName(month)}
      </Anchor>
    )
  return null
}

const Copied = ({ text, what, kind }: { text: string; what: string; kind?: string }) => (
  <Group gap={4} wrap="nowrap" align="flex-start">
    <span>
      {kind !== undefined && `${kind} `}
      <span className="kx-mono">{text}</span>
    </span>
    <Copy text={text} what={what} />
  </Group>
)
