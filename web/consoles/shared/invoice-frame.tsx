import { Button, Group, Modal, Stack } from '@mantine/core'
import { IconPrinter } from '@tabler/icons-react'
import { useRef } from 'react'
import type { Query } from './api.ts'
import { StateOf } from './state-of.tsx'
import { useLayer } from './use-layer.ts'
import { useText } from './use-text.ts'

type Props = {
  title: string
  endpoint: 'admin-invoices' | 'user-invoices'
  /** Which invoice; undefined: none is looked at. */
  query: Query | undefined
  close: () => void
}

/** An invoice as it is printed. It needs the credential, so it is fetched; it may hold no script, and none would run. */
export const InvoiceFrame = ({ title, endpoint, query, close }: Props) => {
  const frame = useRef<HTMLIFrameElement>(null)
  useLayer(query !== undefined, () => {
    close()
    return true
  })
  const page = useText(endpoint, { ...query, format: 'html' }, { enabled: query !== undefined })
  return (
    <Modal opened={query !== undefined} onClose={close} title={title} size={900}>
      <StateOf of={page} rows={12}>
        {(html) => (
          <Stack>
            <Group justify="flex-end">
              <Button
                variant="default"
                leftSection={<IconPrinter size={16} />}
                onClick={() => frame.current?.contentWindow?.print()}
              >
                Print
              </Button>
            </Group>
            <iframe
              ref={frame}
              title={title}
              srcDoc={html}
              // Same origin, or it could not be printed from here.
              sandbox="allow-same-origin allow-modals"
              style={{ width: '100%', height: '70vh', border: 0, background: '#fff', borderRadius: 8 }}
            />
          </Stack>
        )}
      </StateOf>
    </Modal>
  )
}
