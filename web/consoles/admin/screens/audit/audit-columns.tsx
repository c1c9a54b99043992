import { Text } from '@mantine/core'
import type { AuditRow } from '../../../shared/answers.ts'
import type { Column } from '../../../shared/data-table.tsx'
import { Instant } from '../../../shared/instant.tsx'
import { actionName } from './action-names.ts'
import { Actor, Target } from './audit-names.tsx'
import { summary } from './describe.ts'

/** `ofOne`: all of them are about one customer, whom nobody has to be told. */
export const auditColumns = ({ ofOne }: { ofOne: boolean }): readonly Column<AuditRow>[] => [
  { title: 'Time', cell: (row) => <Instant at={row.created_at} precision="second" />, by: (row) => row.created_at },
  { title: 'Action', cell: (row) => actionName(row.action), by: (row) => actionName(row.action) },
  { title: 'Target', cell: (row) => <Target of={row} ofOne={ofOne} />, by: (row) => row.target ?? '' },
  {
    title: 'Details',
    onPhone: 'hide',
    cell: (row) => (
      <Text size="sm" c="dimmed" lineClamp={2} style={{ overflowWrap: 'anywhere' }}>
        {summary(row) || '–'}
      </Text>
    ),
  },
  { title: 'Actor', onPhone: 'hide', cell: (row) => <Actor of={row} />, by: (row) => row.actor },
]
