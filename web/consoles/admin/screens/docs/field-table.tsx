import { Code, Paper, Table, Text } from '@mantine/core'
import { MarkedText } from '../../../shared/marked-text.tsx'
import type { SchemaRow } from './schema-rows.ts'

/** Fields of a request; what is inside another stands below it and further in. */
export const FieldTable = ({ label, rows }: { label: string; rows: readonly SchemaRow[] }) => (
  <Paper withBorder style={{ overflow: 'hidden' }}>
    <Table.ScrollContainer minWidth={560} scrollAreaProps={{ offsetScrollbars: false, viewportProps: { tabIndex: 0 } }}>
      <Table aria-label={label} highlightOnHover={false}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Field</Table.Th>
            <Table.Th>Type</Table.Th>
            <Table.Th>Meaning</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ path, name, type, required, description, depth }) => (
            <Table.Tr key={path}>
              <Table.Td style={{ paddingLeft: 10 + depth * 18, whiteSpace: 'nowrap' }}>
                <Code>{name}</Code>{' '}
                {required && (
                  <Text span size="xs" c="dimmed">
                    required
                  </Text>
                )}
              </Table.Td>
              <Table.Td maw={260}>
                <Text size="xs" className="kx-mono" style={{ overflowWrap: 'anywhere' }}>
                  {type}
                </Text>
              </Table.Td>
              <Table.Td>
                <Text size="sm">
                  <MarkedText text={description} />
                </Text>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  </Paper>
)
