import { Button, Group, Paper, Radio, Stack } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import { ApiError } from '../../shared/api.ts'
import { EXPORT_FORMATS, type ExportFormat } from '../../shared/export-formats.ts'
import { ExportOutcomeSelect, useExportOutcome } from '../../shared/export-outcome-select.tsx'
import { ExportOutcome } from '../../shared/export-outcome.tsx'
import { Failure } from '../../shared/failure.tsx'
import { MonthPicker } from '../../shared/month-picker.tsx'
import { Screen } from '../../shared/screen.tsx'
import { useExport } from '../../shared/use-export.ts'
import { useMonth } from '../../shared/use-month.ts'
import { ScopeSwitch, useScope } from '../scope-switch.tsx'
import { useHasRole, useMe } from '../use-me.ts'

const KINDS = [
  {
    value: 'events',
    label: 'Calls',
    about: 'One row for each call, oldest first: model, tokens by class, exact charge, request id.',
  },
  {
    value: 'summary',
    label: 'Summary',
    about: 'One row for each key that was used: what it spent, and beside it the account’s cap and spending.',
    aboutKey: 'One row: what the key spent, and beside it the account’s cap and spending.',
  },
  { value: 'invoice', label: 'Invoice', about: 'The lines of the month’s invoice, with credits and what is due.' },
] as const

type Kind = (typeof KINDS)[number]['value']

/** A month as a file, for a spreadsheet or a program. */
const Exports = () => {
  const [kind, setKind] = useState<Kind>('events')
  const [format, setFormat] = useState<ExportFormat>('csv')
  const ended = useExportOutcome()
  const { month, pick: pickMonth } = useMonth()
  const { scope, pick } = useScope()
  const isAdmin = useHasRole('admin')
  const since = useMe().data?.customer.created_at
  const { download, progress, start, stop } = useExport('user-export', {
    ...{ type: kind, month, scope },
    outcome: kind === 'events' ? ended.outcome : undefined,
    ...EXPORT_FORMATS[format],
  })
  return (
    <Screen title="Exports" lead="A month as a file. Nothing is rounded; times are UTC.">
      <Paper withBorder p="lg" maw={760}>
        <Stack align="flex-start" gap="lg">
          <Radio.Group label="What to export" value={kind} onChange={setKind}>
            <Stack gap="sm" mt="xs">
              {KINDS.map(({ value, label, ...kind }) => {
                const about = scope === 'key' && 'aboutKey' in kind ? kind.aboutKey : kind.about
                return (
                  <Radio
                    key={value}
                    value={value}
                    label={label}
                    description={
                      value === 'invoice' && !isAdmin ? `${about} For keys with the role admin or above.` : about
                    }
                    disabled={value === 'invoice' && !isAdmin}
                  />
                )
              })}
            </Stack>
          </Radio.Group>
          <Group align="flex-end">
            <MonthPicker label="Month" aria-label={undefined} month={month} pick={pickMonth} since={since} />
            {kind !== 'invoice' && <ScopeSwitch scope={scope} pick={pick} />}
            {kind === 'events' && <ExportOutcomeSelect {...ended} />}
          </Group>
          <Radio.Group label="Format" value={format} onChange={setFormat}>
            <Group gap="lg" mt="xs">
              <Radio value="csv" label="CSV" />
              <Radio value="excel" label="CSV for Excel" />
              <Radio value="ndjson" label="NDJSON (one JSON object a line)" />
            </Group>
          </Radio.Group>
          <Group>
            <Button leftSection={<IconDownload size={16} />} loading={download.isPending} onClick={start}>
              Download
            </Button>
            {download.isPending && (
              <Button variant="default" onClick={stop}>
                Stop
              </Button>
            )}
          </Group>
          <ExportOutcome download={download} progress={progress} />
          {download.error instanceof ApiError && <Failure error={download.error} />}
        </Stack>
      </Paper>
    </Screen>
  )
}

export default Exports
