import { Anchor, Button, Group, Progress, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { Link } from 'wouter'
import { DataTable } from '../../../shared/data-table.tsx'
import { count, percent } from '../../../shared/format.ts'
import { Money } from '../../../shared/money.tsx'
import { NothingYet } from '../../../shared/nothing-yet.tsx'
import { Panel } from '../../../shared/panel.tsx'

export type SpendRow = {
  name: string
  /** What tells two of the same name apart. */
  detail: string
  /** The way to its calls. */
  href: string
  cost_cents: number
  cost_usd: string
  calls: number
}

/** At first: what follows is small money, mostly. */
const SHOWN = 8

/** Into what the month's money goes: the dearest, and the share of the whole that each of them is. */
export const SpendTable = ({ title, of, rows }: { title: string; of: string; rows: readonly SpendRow[] }) => {
  const whole = rows.reduce((sum, { cost_cents: cents }) => sum + cents, 0)
  const [isAll, all] = useDisclosure()
  const dearest = rows.toSorted((a, b) => b.cost_cents - a.cost_cents).slice(0, isAll ? rows.length : SHOWN)
  return (
    <Panel
      flush
      title={title}
      actions={
        rows.length > SHOWN && (
          <Button size="compact-sm" variant="subtle" onClick={all.toggle}>
            {isAll ? `Show the ${SHOWN} dearest` : `Show all ${count(rows.length)}`}
          </Button>
        )
      }
    >
      <DataTable
        label={title}
        rows={dearest}
        keyOf={(row) => `${row.detail} ${row.name}`}
        frameless
        empty={<NothingYet>Nothing was spent in this month.</NothingYet>}
        columns={[
          { title: of, cell: (row) => <Name of={row} /> },
          { title: 'Cost', cell: (row) => <Money usd={row.cost_usd} digits={2} />, align: 'right' },
          { title: 'Share', cell: (row) => <Share of={row} whole={whole} />, align: 'right' },
        ]}
      />
    </Panel>
  )
}

const Name = ({ of: { name, detail, calls, href } }: { of: SpendRow }) => (
  <Stack gap={0}>
    <Anchor component={Link} href={href} size="sm" fw={500} c="inherit" style={{ overflowWrap: 'anywhere' }}>
      {name}
    </Anchor>
    <Text size="xs" c="dimmed">
      {detail}, {calls === 1 ? '1 call' : `${count(calls)} calls`}
    </Text>
  </Stack>
)

const Share = ({ of: { cost_cents: cents }, whole }: { of: SpendRow; whole: number }) => {
  const share = percent(cents, whole)
  return (
    <Group gap="xs" wrap="nowrap" justify="flex-end">
      <Progress.Root size={8} flex={1} miw={60} visibleFrom="xs" aria-hidden>
        <Progress.Section value={whole === 0 ? 0 : (cents / whole) * 100} withAria={false} />
      </Progress.Root>
      <Text size="xs" w={32} ta="right">
        {share === '0%' && cents > 0 ? '<1%' : share}
      </Text>
    </Group>
  )
}
