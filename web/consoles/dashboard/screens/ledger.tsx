import { Group, Stack, Title } from '@mantine/core'
import { useState } from 'react'
import type { LedgerEntry, OwnLedger } from '../../shared/answers.ts'
import { Choice } from '../../shared/choice.tsx'
import { DetailDrawer } from '../../shared/detail-drawer.tsx'
import { known } from '../../shared/known.ts'
import { KIND_OPTIONS } from '../../shared/ledger-kinds.ts'
import { monthOptions } from '../../shared/month-options.ts'
import { usePaging } from '../../shared/paging.ts'
import { Screen } from '../../shared/screen.tsx'
import { SearchField } from '../../shared/search-field.tsx'
import { StateOf } from '../../shared/state-of.tsx'
import { useInAddress } from '../../shared/use-address.ts'
import { useAnswer } from '../../shared/use-answer.ts'
import { useMonth } from '../../shared/use-month.ts'
import { ScopeSwitch, useScope } from '../scope-switch.tsx'
import { useMe } from '../use-me.ts'
import { EntryDetails } from './ledger/entry-details.tsx'
import { EntryTable } from './ledger/entry-table.tsx'
import { VerifyCard } from './ledger/verify-card.tsx'

/** Every movement of money, which nobody can change afterwards, and the proof of it. */
const Ledger = () => {
  const { scope, pick } = useScope()
  const [q, setQ] = useInAddress('q')
  const { asked: month, pick: setMonth } = useMonth()
  const [named, setKind] = useInAddress('kind')
  const kind = known(named, KIND_OPTIONS)
  const since = useMe().data?.customer.created_at
  const [opened, setOpened] = useState<LedgerEntry>()
  const asked = { scope, q, month, kind, order: 'desc' }
  const paging = usePaging()
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
          <SearchField label="Search entries" initial={q} search={setQ} />
          <Choice
            label="Any month"
            aria-label="Month"
            options={monthOptions(month, since)}
            value={month}
            pick={setMonth}
            w={{ base: 'calc(50% - 5px)', xs: 200 }}
          />
          <Choice label="Any kind" aria-label="Kind" options={KIND_OPTIONS} value={kind} pick={setKind} />
        </Group>
        <StateOf of={ledger}>
          {(answer) => (
            <EntryTable
              entries={answer.entries}
              open={setOpened}
              paging={paging}
              nextCursor={answer.next_cursor}
              isFiltered={q !== undefined || month !== undefined || kind !== undefined}
            />
          )}
        </StateOf>
      </Stack>
      <DetailDrawer row={opened} title={(entry) => `Entry ${entry.seq}`} close={() => setOpened(undefined)}>
        {(entry) => <EntryDetails entry={entry} scope={scope} />}
      </DetailDrawer>
    </Screen>
  )
}

export default Ledger
