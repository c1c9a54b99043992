import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { Settings } from '../../../shared/answers.ts'
import { DataTable } from '../../../shared/data-table.tsx'
import { count } from '../../../shared/format.ts'
import { Instant } from '../../../shared/instant.tsx'
import { Panel } from '../../../shared/panel.tsx'

type Applied = Extract<Settings['database'], { ok: true }>['migrations']

/** At first: whoever looks wants to know whether the newest is there. */
const SHOWN = 5

/** What made the database what it is, newest first. */
export const Migrations = ({ migrations }: { migrations: Applied }) => {
  const [isAll, all] = useDisclosure()
  const newestFirst = migrations.toReversed()
  return (
    <Panel
      title="Database migrations"
      actions={
        migrations.length > SHOWN && (
          <Button size="compact-sm" variant="subtle" onClick={all.toggle}>
            {isAll ? `Show the newest ${SHOWN}` : `Show all ${count(migrations.length)}`}
          </Button>
        )
      }
      flush
    >
      <DataTable
        label="Database migrations"
        rows={isAll ? newestFirst : newestFirst.slice(0, SHOWN)}
        keyOf={({ name }) => name}
        frameless
        empty={null}
        columns={[
          {
            title: 'Migration',
            cell: ({ name }) => <span className="kx-mono">{name.replace(/\.sql$/, '')}</span>,
            by: ({ name }) => name,
          },
          { title: 'Applied', cell: ({ applied_at: at }) => <Instant at={at} />, by: ({ applied_at: at }) => at },
        ]}
      />
    </Panel>
  )
}
