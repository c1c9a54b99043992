import { Accordion, Alert, Button, Group, List, Stack, Text } from '@mantine/core'
import { IconShieldCheck, IconShieldX } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import type { Verification } from '../../../shared/answers.ts'
import type { ApiError } from '../../../shared/api.ts'
import { DataTable } from '../../../shared/data-table.tsx'
import { exactDollars } from '../../../shared/exact-dollars.ts'
import { Failure } from '../../../shared/failure.tsx'
import { KINDS } from '../../../shared/ledger-kinds.ts'
import { useApi } from '../../../shared/session.tsx'

/** Replays the books of a customer and says what does not add up, to the last pico-dollar. */
export const Verify = ({ customerId }: { customerId: string }) => {
  const api = useApi()
  const verify = useMutation<Verification, ApiError>({
    mutationFn: () => api.json('admin-ledger', { query: { customer_id: customerId, verify: 1 } }),
  })
  return (
    <Stack gap="xs">
      <Group>
        <Button leftSection={<IconShieldCheck size={16} />} loading={verify.isPending} onClick={() => verify.mutate()}>
          Verify the books
        </Button>
      </Group>
      {verify.error !== null && <Failure error={verify.error} />}
      {verify.data !== undefined && <Result of={verify.data} />}
      <Explanation />
    </Stack>
  )
}

const Result = ({ of: { in_order: inOrder, residue_usd: residue, problems } }: { of: Verification }) =>
  inOrder ? (
    <Alert color="teal" icon={<IconShieldCheck />} title="The books are in order" role="status">
      Every hash follows from the one before, every sum is the sum of its entries. Residue: {exactDollars(residue)}.
    </Alert>
  ) : (
    <Stack gap="xs">
      <Alert color="red" icon={<IconShieldX />} title="The books do not add up" role="alert">
        Residue: {exactDollars(residue)}, all differences added up without sign. Stop taking invoices from this account
        until the cause is found; docs/runbook.md says how.
      </Alert>
      <DataTable
        label="What does not add up"
        rows={problems}
        keyOf={({ problem, subject }) => `${problem} ${subject ?? ''}`}
        empty={null}
        columns={[
          { title: 'Problem', cell: ({ problem }) => problem, by: ({ problem }) => problem },
          { title: 'Where', cell: ({ subject }) => subject ?? '–', by: ({ subject }) => subject ?? '' },
          { title: 'Expected', cell: ({ expected }) => expected, align: 'right' },
          { title: 'Found', cell: ({ found }) => found, align: 'right' },
        ]}
      />
    </Stack>
  )

const Explanation = () => (
  <Accordion variant="contained">
    <Accordion.Item value="how">
      <Accordion.Control>How to read a ledger</Accordion.Control>
      <Accordion.Panel>
        <Stack gap="xs">
          <List size="sm">
            {Object.entries(KINDS).map(([kind, { label, meaning }]) => (
              <List.Item key={kind}>
                {label}: {meaning}.
              </List.Item>
            ))}
          </List>
          <Text size="sm">
            Entries are numbered without gaps. Each carries a hash over itself and the hash of the one before, so a
            change anywhere shows in every later entry. Verifying computes all hashes and all running sums anew from the
            entries; the residue is what they differ by, and it is zero. Customers verify their own ledger in their
            dashboard, by the same recipe.
          </Text>
        </Stack>
      </Accordion.Panel>
    </Accordion.Item>
  </Accordion>
)
