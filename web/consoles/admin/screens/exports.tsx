import { Button, Group, Paper, Select, SegmentedControl, SimpleGrid, Stack } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import { ApiError } from '../../shared/api.ts'
import { EXPORT_FORMATS, type ExportFormat } from '../../shared/export-formats.ts'
import { ExportOutcomeSelect, useExportOutcome } from '../../shared/export-outcome-select.tsx'
import { ExportOutcome } from '../../shared/export-outcome.tsx'
import { Failure } from '../../shared/failure.tsx'
import { MonthPicker } from '../../shared/month-picker.tsx'
import { Screen } from '../../shared/screen.tsx'
import { useAddress } from '../../shared/use-address.ts'
import { useExport } from '../../shared/use-export.ts'
import { useMonth } from '../../shared/use-month.ts'
import { CustomerPicker } from '../customer-picker.tsx'
import { KeyPicker } from '../key-picker.tsx'
import { useChosenCustomer } from '../use-chosen-customer.ts'
import { useFirstMonth } from '../use-first-month.ts'

const TYPES = {
  events: 'Every call of the month, a row each',
  summary: 'The month in one row: cap, credits, spending, tokens',
  invoice: 'The invoice of the month: a total, and what each key used',
} as const

const TYPE_OPTIONS = [
  { value: 'events', label: 'Calls' },
  { value: 'summary', label: 'Sums' },
  { value: 'invoice', label: 'Invoice' },
] as const satisfies readonly { value: keyof typeof TYPES; label: string }[]

/** A customer's month as a file. */
const Exports = () => {
  const [address, change] = useAddress()
  const [type, setType] = useState<keyof typeof TYPES>('events')
  const [format, setFormat] = useState<ExportFormat>('csv')
  const ended = useExportOutcome()
  const { month, pick: pickMonth } = useMonth()
  const { customerId, pick } = useChosenCustomer()
  const since = useFirstMonth(customerId)
  const keyId = address.get('api_key_id') ?? undefined
  const { download, progress, start, stop } = useExport('admin-export', {
    ...{ customer_id: customerId, api_key_id: keyId, type, month },
    outcome: type === 'events' ? ended.outcome : undefined,
    ...EXPORT_FORMATS[format],
  })
  return (
    <Screen title="Exports" lead="A customer’s month as a file. Large ones come in parts and are put together here.">
      <Paper withBorder p="md" maw={640}>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            start()
          }}
        >
          <Stack>
            <CustomerPicker
              label="Customer"
              aria-label={undefined}
              w="100%"
              required
              customerId={customerId}
              pick={pick}
            />
            <KeyPicker
              key={customerId}
              customerId={customerId}
              keyId={keyId}
              pick={(id) => change({ api_key_id: id })}
            />
            <SimpleGrid cols={{ base: 1, xs: 2 }}>
              <Select
                label="What"
                description={TYPES[type]}
                allowDeselect={false}
                data={TYPE_OPTIONS}
                value={type}
                onChange={(value) => {
                  if (value !== null) setType(value)
                }}
              />
              <MonthPicker
                label="Month"
                description="In UTC, as it is billed"
                w="auto"
                month={month}
                pick={pickMonth}
                since={since}
              />
            </SimpleGrid>
            {type === 'events' && <ExportOutcomeSelect {...ended} />}
            <SegmentedControl<ExportFormat>
              aria-label="Format"
              data={[
                { value: 'csv', label: 'CSV' },
                { value: 'excel', label: 'CSV for Excel' },
                { value: 'ndjson', label: 'NDJSON' },
              ]}
              value={format}
              onChange={setFormat}
            />
            <Group>
              <Button
                type="submit"
                leftSection={<IconDownload size={16} />}
                loading={download.isPending}
                disabled={customerId === undefined}
              >
                Download
              </Button>
              {download.isPending && (
                <Button variant="default" onClick={stop}>
                  Stop
                </Button>
              )}
            </Group>
            {download.error instanceof ApiError && <Failure error={download.error} />}
            <ExportOutcome download={download} progress={progress} />
          </Stack>
        </form>
      </Paper>
    </Screen>
  )
}

export default Exports
