import { Table } from '@mantine/core'
import { messageName } from '../../../shared/message-names.ts'
import { Panel } from '../../../shared/panel.tsx'

type Type = { type: string; when: (warnPercent: number) => string }

const TYPES: readonly Type[] = [
  { type: 'CAP_WARN_CUSTOMER', when: (percent) => `${percent}% of the account’s cap is spent; once a month` },
  { type: 'CAP_REACHED_CUSTOMER', when: () => 'The account’s cap is spent: calls are refused; once a month' },
  { type: 'CAP_WARN_KEY', when: (percent) => `${percent}% of a key’s own cap is spent; once a month for each key` },
  { type: 'CAP_REACHED_KEY', when: () => 'A key’s own cap is spent: its calls are refused; once a month for each key' },
  { type: 'AUTO_TOPUP_SUCCEEDED', when: () => 'An automatic top-up was charged to the card and credited' },
  { type: 'AUTO_TOPUP_FAILED', when: () => 'An automatic top-up could not be charged; the message says why' },
  { type: 'JOB_SUCCEEDED', when: () => 'A job that names a callback_url is done; sent to that URL' },
  { type: 'JOB_FAILED', when: () => 'A job that names a callback_url failed or was cancelled; sent to that URL' },
  { type: 'TEST', when: () => 'Somebody asked for one, to see whether it arrives' },
]

/** What there is to be told of. */
export const EventTypes = ({ warnPercent }: { warnPercent: number }) => (
  <Panel flush title="What you are told of">
    <Table.ScrollContainer minWidth={320}>
      <Table aria-label="Types of messages">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Message</Table.Th>
            <Table.Th>Sent when</Table.Th>
            <Table.Th visibleFrom="sm">Type</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {TYPES.map(({ type, when }) => (
            <Table.Tr key={type}>
              <Table.Td>{messageName(type)}</Table.Td>
              <Table.Td>{when(warnPercent)}</Table.Td>
              <Table.Td visibleFrom="sm" className="kx-mono">
                {type}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  </Panel>
)
