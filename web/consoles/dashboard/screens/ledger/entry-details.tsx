import { Text } from '@mantine/core'
import type { LedgerEntry } from '../../../shared/answers.ts'
import { Copy } from '../../../shared/copy.tsx'
import { Facts } from '../../../shared/facts.tsx'
import { Instant } from '../../../shared/instant.tsx'

/** An entry with everything that its hash covers. */
export const EntryDetails = ({ entry }: { entry: LedgerEntry }) => (
  <>
    <Facts
      of={[
        ['Amount', `$${entry.amount_usd}`],
        ['In pico-dollars', entry.amount_pico],
        ['Kind', entry.kind],
        ['Month', entry.month],
        ['Time', <Instant key="at" at={entry.created_at} precision="second" />],
        ['Key', entry.api_key_id === null ? 'none' : `#${entry.api_key_id}`],
        ['Because of', `${entry.source_kind.replaceAll('_', ' ')} ${entry.source_id}`],
        ['Hash', <Hash key="hash" of={entry.hash} />],
        ['Hash before', <Hash key="before" of={entry.prev_hash} />],
      ]}
    />
    <Text size="sm" c="dimmed">
      A charge or an adjustment is money spent; a top-up or a refund is money paid in; an overrun is the operator’s
      loss, not yours.
    </Text>
  </>
)

const Hash = ({ of: hash }: { of: string }) => (
  <>
    <span className="kx-mono">{hash}</span> <Copy text={hash} what="the hash" />
  </>
)
