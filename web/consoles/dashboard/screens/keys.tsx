import { Button, Group } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useEffect, useEffectEvent, useState } from 'react'
import type { OwnKey, OwnKeys } from '../../shared/answers.ts'
import { Choice } from '../../shared/choice.tsx'
import { KEY_SORT_OPTIONS } from '../../shared/key-sorts.ts'
import { KEY_STATUS_OPTIONS } from '../../shared/key-status.tsx'
import { known } from '../../shared/known.ts'
import { usePaging } from '../../shared/paging.ts'
import { Screen } from '../../shared/screen.tsx'
import { SearchField } from '../../shared/search-field.tsx'
import { SecretCard } from '../../shared/secret-card.tsx'
import { SortSelect } from '../../shared/sort-select.tsx'
import { StateOf } from '../../shared/state-of.tsx'
import { useAddress, useInAddress } from '../../shared/use-address.ts'
import { useAnswer } from '../../shared/use-answer.ts'
import { NeedsRole } from '../needs-role.tsx'
import { ROLES } from '../roles.ts'
import { useHasRole } from '../use-me.ts'
import { KeyDrawer } from './keys/key-drawer.tsx'
import { KeyTable } from './keys/key-table.tsx'
import { NewKey } from './keys/new-key.tsx'

/** The account's keys: who may spend, how much, on what. */
const Keys = () => {
  const { isNew, openNew, closeNew } = useNewKeyDialog()
  const mayMake = useHasRole('admin')
  return (
    <Screen
      title="Keys"
      lead="Each key has its own cap and limits within the account’s."
      actions={
        mayMake && (
          <Button leftSection={<IconPlus size={16} />} onClick={openNew}>
            New key
          </Button>
        )
      }
    >
      <NeedsRole role="admin" what="Keys are made, changed and revoked">
        <Content isNew={isNew} closeNew={closeNew} />
      </NeedsRole>
    </Screen>
  )
}

export default Keys

/** Other screens lead here to make a key, with `?new=1`: a wish that is taken out of the address, so that nobody comes back to it. */
const useNewKeyDialog = () => {
  const [address, change] = useAddress()
  const [isNew, setNew] = useState(false)
  const isWished = address.get('new') === '1'
  if (isWished && !isNew) setNew(true)
  const takeOut = useEffectEvent(() => change({ new: undefined }))
  useEffect(() => {
    if (isWished) takeOut()
  }, [isWished])
  return { isNew, openNew: () => setNew(true), closeNew: () => setNew(false) }
}

const Content = ({ isNew, closeNew }: { isNew: boolean; closeNew: () => void }) => {
  const [q, search] = useInAddress('q')
  const [namedStatus, setStatus] = useInAddress('status')
  const [namedRole, setRole] = useInAddress('role')
  const [namedSort, setSort] = useInAddress('sort')
  const status = known(namedStatus, KEY_STATUS_OPTIONS)
  const role = known(namedRole, ROLES)
  const sort = known(namedSort, KEY_SORT_OPTIONS) ?? 'use'
  const [opened, setOpened] = useState<OwnKey>()
  const [secret, setSecret] = useState<string>()
  const paging = usePaging()
  const keys = useAnswer<OwnKeys>('user-keys', { q, status, role, sort, limit: 50, cursor: paging.cursor })
  return (
    <>
      <Group gap="xs">
        <SearchField label="Search keys" initial={q} search={search} />
        <Choice label="Any status" aria-label="Status" options={KEY_STATUS_OPTIONS} value={status} pick={setStatus} />
        <Choice label="Any role" aria-label="Role" options={ROLES} value={role} pick={setRole} />
        <SortSelect options={KEY_SORT_OPTIONS} value={sort} pick={setSort} />
      </Group>
      <StateOf of={keys}>
        {(answer) => (
          <KeyTable
            keys={answer.keys}
            callerId={answer.caller_key_id}
            open={setOpened}
            sorting={{ by: sort, pick: setSort }}
            paging={paging}
            nextCursor={answer.next_cursor}
            isFiltered={q !== undefined || status !== undefined || role !== undefined}
          />
        )}
      </StateOf>
      <NewKey opened={isNew} close={closeNew} issued={setSecret} />
      <KeyDrawer
        apiKey={opened && (keys.data?.keys.find(({ id }) => id === opened.id) ?? opened)}
        isOwn={opened?.id === keys.data?.caller_key_id}
        close={() => setOpened(undefined)}
        issued={(issued) => {
          setOpened(undefined)
          setSecret(issued)
        }}
      />
      <SecretCard
        title="Your new key"
        secret={secret}
        note="Only its hash is kept here, so nobody can show it to you again. Put it where your program finds it."
        close={() => setSecret(undefined)}
      />
    </>
  )
}
