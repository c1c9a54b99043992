import { Button, Stack } from '@mantine/core'
import { Failure } from '../../../shared/failure.tsx'
import { saveInvoice } from '../../../shared/save-invoice.ts'
import { useChange } from '../../../shared/use-change.ts'

/** An invoice as a table for a spreadsheet. It needs the credential, so it is fetched and then saved. */
export const SaveCsv = ({ month }: { month: string }) => {
  const save = useChange({
    run: (api, of: string) => saveInvoice(api, 'user-invoices', { month: of }),
    touches: [],
  })
  return (
    <Stack gap="xs">
      <Button
        size="compact-sm"
        variant="default"
        loading={save.isPending}
        aria-label={`CSV of the invoice of ${month}`}
        onClick={() => save.mutate(month)}
      >
        CSV
      </Button>
      {save.error !== null && <Failure error={save.error} />}
    </Stack>
  )
}
