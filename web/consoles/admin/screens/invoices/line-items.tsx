import { Text } from '@mantine/core'
import type { InvoiceAnswer } from '../../../shared/answers.ts'
import { DataTable, type Column } from '../../../shared/data-table.tsx'
import { count } from '../../../shared/format.ts'
import { KeyName } from '../../../shared/key-name.tsx'
import { ModelName } from '../../../shared/model-name.tsx'
import { Money } from '../../../shared/money.tsx'

type Snapshot = InvoiceAnswer['snapshot']
type LineItem = Snapshot['line_items'][number]

/** More are in the printed invoice and in the table; the dearest say enough here. */
const MOST_LINES = 50

/** What an invoice is made of: a line for every key and model. */
export const LineItems = ({ snapshot }: { snapshot: Snapshot }) => {
  const lines = snapshot.line_items.toSorted((a, b) => b.amount_cents - a.amount_cents).slice(0, MOST_LINES)
  return (
    <>
      <DataTable
        label="Line items"
        columns={COLUMNS}
        rows={lines}
        keyOf={({ api_key_id: id, provider, model }) => `${id} ${provider}/${model}`}
        empty={<Text c="dimmed">No usage in this month.</Text>}
      />
      {lines.length < snapshot.line_items.length && (
        <Text size="sm" c="dimmed">
          The {MOST_LINES} dearest of {count(snapshot.line_items.length)} lines; all of them are in the printed invoice
          and in the CSV.
        </Text>
      )}
    </>
  )
}

/** All that was read, from a cache or not. */
const inputOf = (line: LineItem): number => line.input_tokens + line.cached_tokens + line.cache_write_tokens

/** All of it, and what of it was charged at another price. */
const Input = ({ of: line }: { of: LineItem }) => {
  const parts = [
    ...(line.cached_tokens === 0 ? [] : [`${count(line.cached_tokens)} from a cache`]),
    ...(line.cache_write_tokens === 0 ? [] : [`${count(line.cache_write_tokens)} to a cache`]),
  ]
  return (
    <>
      {count(inputOf(line))}
      {parts.length > 0 && (
        <Text size="xs" c="dimmed">
          of it {parts.join(', ')}
        </Text>
      )}
    </>
  )
}

const COLUMNS: readonly Column<LineItem>[] = [
  {
    title: 'Key',
    cell: (line) => <KeyName label={line.label} last4={line.key_last4} />,
    by: (line) => line.label,
  },
  { title: 'Model', cell: (line) => <ModelName {...line} />, by: (line) => line.model },
  { title: 'Calls', onPhone: 'hide', cell: (line) => count(line.calls), by: (line) => line.calls, align: 'right' },
  {
    title: 'Input',
    onPhone: 'hide',
    cell: (line) => <Input of={line} />,
    by: inputOf,
    align: 'right',
  },
  {
    title: 'Output',
    onPhone: 'hide',
    cell: (line) => count(line.output_tokens),
    by: (line) => line.output_tokens,
    align: 'right',
  },
  {
    title: 'Amount',
    cell: (line) => <Money usd={line.amount_usd} digits={2} />,
    by: (line) => line.amount_cents,
    align: 'right',
  },
]
