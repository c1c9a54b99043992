import { Group, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import type { Variable } from '../../../shared/answers.ts'
import { Choice } from '../../../shared/choice.tsx'
import { Copy } from '../../../shared/copy.tsx'
import { DataTable, type Column } from '../../../shared/data-table.tsx'
import { DetailDrawer } from '../../../shared/detail-drawer.tsx'
import { Empty } from '../../../shared/empty.tsx'
import { Facts } from '../../../shared/facts.tsx'
import { known } from '../../../shared/known.ts'
import { MarkedText } from '../../../shared/marked-text.tsx'
import { SearchField } from '../../../shared/search-field.tsx'
import { StatusBadge } from '../../../shared/status-badge.tsx'
import { sentence } from '../../../shared/sentence.ts'
import { useInAddress } from '../../../shared/use-address.ts'

type Condition = 'wrong' | 'missing' | 'set' | 'covered' | 'unset'

const CONDITIONS = {
  wrong: { label: 'Wrong', tone: 'bad' },
  missing: { label: 'Missing', tone: 'bad' },
  set: { label: 'Set', tone: 'good' },
  covered: { label: 'Not needed', tone: 'quiet' },
  unset: { label: 'Not set', tone: 'quiet' },
} as const satisfies Record<Condition, unknown>

const conditionOf = ({ problem, set, required, covered_by: other }: Variable): Condition => {
  if (problem !== undefined) return set ? 'wrong' : 'missing'
  if (set) return 'set'
  return required ? 'missing' : other === null ? 'unset' : 'covered'
}

/** What is to be mended first; the rest stays as it is grouped. */
const urgencyOf = (variable: Variable): number => {
  const place = URGENT.indexOf(conditionOf(variable))
  return place === -1 ? URGENT.length : place
}
const URGENT: readonly Condition[] = ['wrong', 'missing']

/** Every environment variable there is: a page of rows, searched here. */
export const Variables = ({ variables }: { variables: readonly Variable[] }) => {
  const [q = '', setQ] = useInAddress('q')
  const [named, setCondition] = useInAddress('condition')
  const condition = known(named, Object.keys(CONDITIONS))
  const [opened, setOpened] = useState<Variable>()
  const found = variables
    .filter(
      (variable) =>
        `${variable.name} ${variable.group} ${variable.meaning}`.toLowerCase().includes(q.toLowerCase()) &&
        (condition === undefined || conditionOf(variable) === condition),
    )
    .toSorted((a, b) => urgencyOf(a) - urgencyOf(b))
  return (
    <Stack gap="xs">
      <Title order={2} size="h5">
        Environment variables
      </Title>
      <Group gap="xs">
        <SearchField label="Search variables" initial={q} search={setQ} />
        <Choice
          label="Status"
          options={Object.entries(CONDITIONS).map(([value, { label }]) => ({ value, label }))}
          value={condition}
          pick={setCondition}
        />
      </Group>
      <DataTable
        label="Environment variables"
        columns={COLUMNS}
        rows={found}
        keyOf={({ name }) => name}
        open={setOpened}
        empty={<Empty title="No variable matches" />}
      />
      <DetailDrawer row={opened} title={({ name }) => name} close={() => setOpened(undefined)}>
        {(variable) => (
          <Facts
            of={[
              ['Status', <Status of={variable} />],
              ['About', sentence(variable.group)],
              ['Meaning', <MarkedText text={variable.meaning} />],
              ['While not set', hasOtherwise(variable) ? <Otherwise of={variable} /> : undefined],
              ['Problem', variable.problem],
              [
                'How to set it',
                <Group gap={4} align="flex-start" wrap="nowrap">
                  <Text size="sm">
                    <MarkedText text={variable.how_to_set} />
                  </Text>
                  <Copy text={variable.name} what="the name" />
                </Group>,
              ],
            ]}
          />
        )}
      </DetailDrawer>
    </Stack>
  )
}

const Status = ({ of: variable }: { of: Variable }) => {
  const { label, tone } = CONDITIONS[conditionOf(variable)]
  return <StatusBadge tone={tone}>{label}</StatusBadge>
}

const hasOtherwise = ({ otherwise, covered_by: other }: Variable): boolean => otherwise !== null || other !== null

/** What holds while a variable is not set. */
const Otherwise = ({ of: { otherwise, covered_by: other } }: { of: Variable }) =>
  other === null ? <MarkedText text={otherwise ?? ''} /> : <MarkedText text={`Not needed: \`${other}\` is set`} />

const COLUMNS: readonly Column<Variable>[] = [
  { title: 'Name', cell: ({ name }) => <span className="kx-mono">{name}</span>, by: ({ name }) => name },
  { title: 'Status', cell: (variable) => <Status of={variable} />, by: conditionOf },
  { title: 'About', onPhone: 'hide', cell: ({ group }) => sentence(group), by: ({ group }) => group },
  {
    title: 'Meaning',
    onPhone: 'hide',
    cell: ({ meaning }) => (
      <Text size="sm" lineClamp={2} miw={260}>
        <MarkedText text={meaning} />
      </Text>
    ),
  },
  {
    title: 'While not set',
    onPhone: 'hide',
    cell: (variable) => (
      <Text size="sm" lineClamp={2} miw={180}>
        {hasOtherwise(variable) ? <Otherwise of={variable} /> : '–'}
      </Text>
    ),
  },
]
