import { Alert, Button, Group, Paper, SegmentedControl, Stack, Text } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import { ApiError } from '../../shared/api.ts'
import { Failure } from '../../shared/failure.tsx'
import { count, thisMonth } from '../../shared/format.ts'
import { MonthPicker } from '../../shared/month-picker.tsx'
import { Screen } from '../../shared/screen.tsx'
import { useExport } from '../../shared/use-export.ts'
import { ScopeSwitch, useScope } from '../scope-switch.tsx'
import { useHasRole } from '../use-me.ts'

type Kind = 'events' | 'summary' | 'invoice'

const KINDS: Readonly<Record<Kind, { label: string; about: string }>> = {
  events: {
    label: 'Calls',
    about: 'One row for each call, oldest first: model, tokens by class, exact cost, request id.',
  },
  summary: { label: 'Summary', about: 'Caps, what was spent and what is left, of the account and of the key.' },
  invoice: { label: 'Invoice', about: 'The lines of the month’s invoice, with credits and what is due.' },
}

/** A month as a file, for a spreadsheet or a program. */
const Exports = () => {
  const [kind, setKind] = useState<Kind>('events')
  const [format, setFormat] = useState<'csv' | 'ndjson'>('csv')
  const [month, setMonth] = useState(thisMonth)
  const { scope, pick } = useScope()
  const isAdmin = useHasRole('admin')
  const { download, progress, stop } = useExport('user-export')
  const kinds = isAdmin ? (['events', 'summary', 'invoice'] as const) : (['events', 'summary'] as const)
  return (
    <Screen title="Exports" lead="A month as a file. Nothing is rounded; times are UTC.">
      <Paper withBorder p="lg">
        <Stack align="flex-start">
          <SegmentedControl
            aria-label="What to export"
            value={kind}
            onChange={setKind}
            data={kinds.map((value) => ({ value, label: KINDS[value].label }))}
          />
          <Text size="sm" c="dimmed">
            {KINDS[kind].about}
            {!isAdmin && ' Invoices are for keys with the role admin or above.'}
          </Text>
          <Group>
            <MonthPicker month={month} pick={setMonth} />
            <SegmentedControl
              aria-label="Format"
              value={format}
              onChange={setFormat}
              data={[
                { value: 'csv', label: 'CSV' },
                { value: 'ndjson', label: 'NDJSON' },
              ]}
            />
            {kind !== 'invoice' && <ScopeSwitch scope={scope} pick={pick} />}
          </Group>
          <Group>
            <Button
              leftSection={<IconDownload size={16} />}
              loading={download.isPending}
              onClick={() => download.mutate({ type: kind, month, format, scope })}
            >
              Download
            </Button>
            {download.isPending && (
              <Button variant="default" onClick={stop}>
                Stop
              </Button>
            )}
          </Group>
          <div aria-live="polite">
            {download.isPending && progress !== undefined && (
              <Text size="sm">
                {count(progress.rows)} rows so far, {sizeOf(progress.bytes)}
              </Text>
            )}
            {download.isSuccess && (
              <Alert color="teal" title="Saved">
                {download.data.name}: {count(download.data.rows)} rows, {sizeOf(download.data.bytes)}
                {download.data.parts > 1 && `, fetched in ${download.data.parts} parts`}
              </Alert>
            )}
          </div>
          {download.error instanceof ApiError && <Failure error={download.error} />}
        </Stack>
      </Paper>
    </Screen>
  )
}

export default Exports

const sizeOf = (bytes: number): string =>
  bytes < 1_000_000 ? `${count(Math.ceil(bytes / 1_000))} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`
