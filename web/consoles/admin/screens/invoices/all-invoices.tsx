import { Group, Stack } from '@mantine/core'
import type { AllInvoices as Answer } from '../../../shared/answers.ts'
import { Choice } from '../../../shared/choice.tsx'
import { DataTable } from '../../../shared/data-table.tsx'
import { monthOptions } from '../../../shared/month-options.ts'
import { usePaging } from '../../../shared/paging.ts'
import { SearchField } from '../../../shared/search-field.tsx'
import { StateOf } from '../../../shared/state-of.tsx'
import { useInAddress } from '../../../shared/use-address.ts'
import { useAnswer } from '../../../shared/use-answer.ts'
import { useMonth } from '../../../shared/use-month.ts'
import { useThisMonth } from '../../../shared/use-this-month.ts'
import { ALL_INVOICES_COLUMNS } from './all-invoices-columns.tsx'
import { NoInvoices } from './no-invoices.tsx'

/** The invoices of all customers that count, newest issued first. */
export const AllInvoices = () => {
  const [q, setQ] = useInAddress('q')
  const { asked: month, pick } = useMonth()
  const current = useThisMonth()
  const paging = usePaging()
  const invoices = useAnswer<Answer>('admin-invoices', { list: 1, month, q, limit: 50, cursor: paging.cursor })
  return (
    <Stack gap="xs">
      <Group gap="xs">
        <SearchField label="Search invoices" initial={q} search={setQ} />
        <Choice
          label="Month"
          placeholder="All months"
          options={monthOptions(month)}
          value={month}
          pick={pick}
          w={{ base: '100%', xs: 200 }}
        />
      </Group>
      <StateOf of={invoices} rows={12}>
        {(answer) => (
          <DataTable
            label="Invoices of all customers"
            columns={ALL_INVOICES_COLUMNS}
            rows={answer.invoices}
            keyOf={({ customer_id: customerId, month: of }) => `${customerId} ${of}`}
            href={({ customer_id: customerId, month: of }) => `/invoices?customer_id=${customerId}&month=${of}`}
            empty={<NoInvoices isSearched={q !== undefined} month={month} current={current} />}
            paging={paging}
            nextCursor={answer.next_cursor}
          />
        )}
      </StateOf>
    </Stack>
  )
}
