import { Group, Stack, Title } from '@mantine/core'
import { useState } from 'react'
import type { LedgerEntry, OwnLedger } from '../../shared/answers.ts'
import { Choice } from '../../shared/choice.tsx'
import { DetailDrawer } from '../../shared/detail-drawer.tsx'
import { recentMonths } from '../../shared/format.ts'
import { usePaging } from '../../shared/paging.ts'
import { Screen } from '../../shared/screen.tsx'
import { StateOf } from '../../shared/state-of.tsx'
import { useAnswer } from '../../shared/use-answer.ts'
import { ScopeSwitch, useScope } from '../scope-switch.tsx'
import { EntryDetails } from './ledger/entry-details.tsx'
import { EntryTable } from './ledger/entry-table.tsx'
import { VerifyCard } from './ledger/verify-card.tsx'

const KINDS = ['charge', 'topup', 'refund', 'adjustment', 'overrun']

/** Every movement of money, which nobody can change afterwards, and the proof of it. */
const Ledger = () => {
  const { scope, pick } = useScope()
  const [month, setMonth] = useState<string>()
  const [kind, setKind] = useState<string>()
  const [opened, setOpened] = useState<LedgerEntry>()
  const asked = { scope, month, kind, order: 'desc' }
  const paging = usePaging(JSON.stringify(asked))
  const ledger = useAnswer<OwnLedger>('user-ledger', { ...asked, limit: 50, cursor: paging.cursor })
  const head = ledger.data?.head ?? null
  return (
    <Screen
      title="Ledger"
      lead="Every charge and credit, append-only and chained by hashes."
      actions={<ScopeSwitch scope={scope} pick={pick} />}
    >
      <VerifyCard scope={scope} total={head === null ? undefined : Number(head.seq)} />
      <Stack gap="xs">
        <Title order={2} size="h5">
          Entries
        </Title>
        <Group gap="xs">
          <Choice
            label="Any month"
            aria-label="Month"
            options={recentMonths(24)}
            value={month}
            pick={setMonth}
            data-list-search
          />
          <Choice label="Any kind" aria-label="Kind" options={KINDS} value={kind} pick={setKind} />
        </Group>
        <StateOf of={ledger}>
          {(answer) => (
            <EntryTable
              entries={answer.entries}
              open={setOpened}
              paging={paging}
              nextCursor={answer.next_cursor}
              isFiltered={month !== undefined || kind !== undefined}
            />
          )}
        </StateOf>
      </Stack>
      <DetailDrawer row={opened} title={(entry) => `Entry ${entry.seq}`} close={() => setOpened(undefined)}>
        {(entry) => <EntryDetails entry={entry} />}
      </DetailDrawer>
    </Screen>
  )
}

export default Ledger
