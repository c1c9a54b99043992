import { Text } from '@mantine/core'
import { useEffect, useRef } from 'react'
import type { Settings } from '../../../shared/answers.ts'
import { Facts } from '../../../shared/facts.tsx'
import { count } from '../../../shared/format.ts'
import { Instant } from '../../../shared/instant.tsx'
import { Panel } from '../../../shared/panel.tsx'
import { useInAddress } from '../../../shared/use-address.ts'
import { Prune } from './prune.tsx'

const ARCHIVES = {
  netlify: 'then moved to Netlify Blobs',
  directory: 'then moved to a folder of the server',
  database: 'then deleted: there is no store for an archive',
} as const satisfies Record<Settings['blob_store'], string>

/** What is kept how long, where it goes then, and what was last done about it. Other screens lead here: `?to=retention`. */
export const Retention = ({ settings: { retention, blob_store: store } }: { settings: Settings }) => {
  const [to] = useInAddress('to')
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (to === 'retention') place.current?.scrollIntoView({ block: 'center' })
  }, [to])
  const { last_archived_at: archivedAt, last_archived_events: archived, last_pruned_at: prunedAt } = retention
  return (
    <div ref={place}>
      <Panel title="Retention" actions={<Prune />}>
        <Facts
          of={[
            ['Events of the monitor', `${days(retention.event_days)}, ${ARCHIVES[store]}`],
            ['Oldest event', at(retention.oldest_event_at, 'none')],
            [
              store === 'database' ? 'Last deleted in time' : 'Last archived',
              archivedAt === null ? (
                'not yet'
              ) : (
                <>
                  <Instant at={archivedAt} />, {count(archived ?? 0)} {archived === 1 ? 'event' : 'events'}
                </>
              ),
            ],
            ['Last deleted by hand', at(prunedAt, 'never')],
            ['Jobs and their results', `${days(retention.job_days)}, then deleted`],
            ['Idempotent answers', 'one day'],
            ['Calls, ledger, invoices, audit', 'for good'],
          ]}
        />
        <Text size="xs" c="dimmed" mt="xs">
          Old events are moved every night, whole days at a time. MONITOR_RETENTION_DAYS and JOB_RETENTION_DAYS change
          how long.
        </Text>
      </Panel>
    </div>
  )
}

const days = (many: number): string => `${count(many)} ${many === 1 ? 'day' : 'days'}`

const at = (time: string | null, otherwise: string) => (time === null ? otherwise : <Instant at={time} />)
