import { Stack, Title } from '@mantine/core'
import type { Settings } from '../../../shared/answers.ts'
import { DataTable } from '../../../shared/data-table.tsx'
import { Instant } from '../../../shared/instant.tsx'

type Applied = Extract<Settings['database'], { ok: true }>['migrations']

/** What made the database what it is. */
export const Migrations = ({ migrations }: { migrations: Applied }) => (
  <Stack gap="xs">
    <Title order={2} size="h5">
      Migrations
    </Title>
    <DataTable
      label="Migrations"
      rows={migrations}
      keyOf={({ name }) => name}
      empty={null}
      columns={[
        { title: 'Migration', cell: ({ name }) => <span className="kx-mono">{name}</span>, by: ({ name }) => name },
        { title: 'Applied', cell: ({ applied_at: at }) => <Instant at={at} />, by: ({ applied_at: at }) => at },
      ]}
    />
  </Stack>
)
