import { Button, Group } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import type { OwnKey, OwnKeys } from '../../shared/answers.ts'
import { Choice } from '../../shared/choice.tsx'
import { usePaging } from '../../shared/paging.ts'
import { Screen } from '../../shared/screen.tsx'
import { SearchField } from '../../shared/search-field.tsx'
import { SecretCard } from '../../shared/secret-card.tsx'
import { StateOf } from '../../shared/state-of.tsx'
import { useAnswer } from '../../shared/use-answer.ts'
import { NeedsRole } from '../needs-role.tsx'
import { ROLES } from '../roles.ts'
import { useHasRole } from '../use-me.ts'
import { KeyDrawer } from './keys/key-drawer.tsx'
import { KeyTable } from './keys/key-table.tsx'
import { NewKey } from './keys/new-key.tsx'

/** The account's keys: who may spend, how much, on what. */
const Keys = () => {
  const [isNew, setNew] = useState(false)
  const mayMake = useHasRole('admin')
  return (
    <Screen
      title="Keys"
      lead="Each key has its own cap and limits within the account’s."
      actions={
        mayMake && (
          <Button leftSection={<IconPlus size={16} />} onClick={() => setNew(true)}>
            New key
          </Button>
        )
      }
    >
      <NeedsRole role="admin" what="Keys are made, changed and revoked">
        <Content isNew={isNew} closeNew={() => setNew(false)} />
      </NeedsRole>
    </Screen>
  )
}

export default Keys

const Content = ({ isNew, closeNew }: { isNew: boolean; closeNew: () => void }) => {
  const [q, search] = useState('')
  const [status, setStatus] = useState<string>()
  const [role, setRole] = useState<string>()
  const [opened, setOpened] = useState<OwnKey>()
  const [secret, setSecret] = useState<string>()
  const paging = usePaging(JSON.stringify([q, status, role]))
  const keys = useAnswer<OwnKeys>('user-keys', { q, status, role, limit: 50, cursor: paging.cursor })
  return (
    <>
      <Group gap="xs">
        <SearchField label="Search keys" search={search} />
        <Choice
          label="Any status"
          aria-label="Status"
          options={['active', 'revoked', 'expired']}
          value={status}
          pick={setStatus}
        />
        <Choice label="Any role" aria-label="Role" options={ROLES} value={role} pick={setRole} />
      </Group>
      <StateOf of={keys}>
        {(answer) => (
          <KeyTable
            keys={answer.keys}
            callerId={answer.caller_key_id}
            open={setOpened}
            paging={paging}
            nextCursor={answer.next_cursor}
            isFiltered={q !== '' || status !== undefined || role !== undefined}
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
