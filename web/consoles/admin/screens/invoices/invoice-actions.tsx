import { Button } from '@mantine/core'
import { IconDownload, IconEye } from '@tabler/icons-react'
import type { Query } from '../../../shared/api.ts'
import { saveInvoice } from '../../../shared/save-invoice.ts'
import { useChange } from '../../../shared/use-change.ts'
import { notifications } from '@mantine/notifications'

type Props = {
  /** Which invoice. */
  query: Query
  /** Names it for those who hear the buttons. */
  name: string
  show: (query: Query) => void
}

/** Looks at an invoice as it is printed, or saves it as a table. */
export const InvoiceActions = ({ query, name, show }: Props) => {
  const save = useChange<Query, undefined>({
    run: (api, which) => saveInvoice(api, 'admin-invoices', which),
    touches: [],
  })
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<IconEye size={14} />}
        onClick={() => show(query)}
        aria-label={`View invoice ${name}`}
      >
        View
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<IconDownload size={14} />}
        loading={save.isPending}
        onClick={() =>
          save.mutate(query, {
            onError: (error) =>
              notifications.show({
                color: 'red',
                message: `${error.message} (request ${error.requestId ?? 'unknown'})`,
              }),
          })
        }
        aria-label={`Download invoice ${name} as CSV`}
      >
        CSV
      </Button>
    </>
  )
}
