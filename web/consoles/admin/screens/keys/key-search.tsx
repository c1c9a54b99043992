import { Group } from '@mantine/core'
import { useState } from 'react'
import type { Key, OperatorKeys } from '../../../shared/answers.ts'
import { Empty } from '../../../shared/empty.tsx'
import { usePaging } from '../../../shared/paging.ts'
import { SearchField } from '../../../shared/search-field.tsx'
import { StateOf } from '../../../shared/state-of.tsx'
import { useInAddress } from '../../../shared/use-address.ts'
import { useAnswer } from '../../../shared/use-answer.ts'
import { KeyDrawer } from './key-drawer.tsx'
import { KeyTable } from './key-table.tsx'

/** Whose key ends in 8409? Everybody's are searched, and nobody's listed. */
export const KeySearch = () => {
  const [q, setQ] = useInAddress('q')
  return (
    <>
      <Group>
        <SearchField label="Search everybody’s keys" initial={q} search={setQ} />
      </Group>
      {q === undefined ? (
        <Empty title="Whose keys?">
          Choose a customer above; or search for the last four characters of a key, a part of its label, or a part of an
          e-mail address.
        </Empty>
      ) : (
        <Found q={q} />
      )}
    </>
  )
}

const Found = ({ q }: { q: string }) => {
  const [opened, setOpened] = useState<Key>()
  const paging = usePaging()
  const keys = useAnswer<OperatorKeys>('admin-keys', { q, limit: 50, cursor: paging.cursor })
  return (
    <>
      <StateOf of={keys}>
        {({ keys: rows, next_cursor: nextCursor }) => (
          <KeyTable
            withCustomer
            keys={rows}
            open={setOpened}
            paging={paging}
            nextCursor={nextCursor}
            empty={
              <Empty title="No key matches">
                Search for the last four characters, a part of the label, or a part of an e-mail address.
              </Empty>
            }
          />
        )}
      </StateOf>
      <KeyDrawer known={opened} close={() => setOpened(undefined)} />
    </>
  )
}
