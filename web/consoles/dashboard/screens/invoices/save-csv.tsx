import { Button, Stack } from '@mantine/core'
import { fileOf } from '../../../shared/api.ts'
import { Failure } from '../../../shared/failure.tsx'
import { fileNameOf, saveFile } from '../../../shared/save-file.ts'
import { useChange } from '../../../shared/use-change.ts'

/** An invoice as a table for a spreadsheet. It needs the credential, so it is fetched and then saved. */
export const SaveCsv = ({ month }: { month: string }) => {
  const save = useChange({
    run: async (api, format: 'csv') => {
      const response = await api.send('user-invoices', { query: { month, format } })
      saveFile(fileNameOf(response, `kaixu-invoice-${month}.csv`), await fileOf(response, 'text/csv'))
    },
    touches: [],
  })
  return (
    <Stack gap="xs">
      <Button
        size="compact-sm"
        variant="default"
        loading={save.isPending}
        aria-label={`CSV of the invoice of ${month}`}
        onClick={() => save.mutate('csv')}
      >
        CSV
      </Button>
      {save.error !== null && <Failure error={save.error} />}
    </Stack>
  )
}
