import { Alert, Group, Stack, Table, Text } from '@mantine/core'
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react'
import { Copy } from '../../../shared/copy.tsx'
import { count } from '../../../shared/format.ts'
import { Money } from '../../../shared/money.tsx'
import type { Replay } from './replay.ts'

/** What came of recomputing a ledger: the first entry that is wrong, or the sums of it all. */
export const Verdict = ({ of: { problem, entries, head, sums } }: { of: Replay }) => {
  if (problem !== undefined) {
    return (
      <Alert color="red" icon={<IconAlertTriangle />} title={`Not verified: entry ${problem.seq}`}>
        At seq {problem.seq}: {problem.problem}. {count(entries)} entries before it are in order. Save the file, and
        send it to the operator of this gateway.
      </Alert>
    )
  }
  return (
    <Stack>
      <Alert
        color="teal"
        icon={<IconCheck />}
        title={`Verified: ${entries === 1 ? '1 entry is' : `${count(entries)} entries are`} in order`}
      >
        {head === null ? (
          'Each entry is what its hash was made of.'
        ) : (
          <Stack gap={4}>
            <Group gap={4}>
              <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
                The chain ends at seq {head.seq} with <span className="kx-mono">{head.hash}</span>
              </Text>
              <Copy text={`${head.seq} ${head.hash}`} what="the end of the chain" />
            </Group>
            <Text size="sm">Keep this line: a later ledger with another hash at that seq is not the one you saw.</Text>
          </Stack>
        )}
      </Alert>
      {sums.length > 0 && <Sums of={sums} />}
    </Stack>
  )
}

const Sums = ({ of: sums }: { of: Replay['sums'] }) => (
  <Table.ScrollContainer minWidth={320}>
    <Table aria-label="Sums of the ledger" maw={560}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Month</Table.Th>
          <Table.Th>Kind</Table.Th>
          <Table.Th ta="right">Entries</Table.Th>
          <Table.Th ta="right">Sum</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {sums.map((sum) => (
          <Table.Tr key={`${sum.month} ${sum.kind}`}>
            <Table.Td>{sum.month}</Table.Td>
            <Table.Td>{sum.kind}</Table.Td>
            <Table.Td ta="right">{count(sum.entries)}</Table.Td>
            <Table.Td ta="right">
              <Money usd={sum.usd} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  </Table.ScrollContainer>
)
