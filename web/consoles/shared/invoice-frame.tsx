import { Button, Group, Stack } from '@mantine/core'
import { getHotkeyHandler, useHotkeys } from '@mantine/hooks'
import { IconPrinter } from '@tabler/icons-react'
import { useRef } from 'react'
import type { Query } from './api.ts'
import { Modal } from './modal.tsx'
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
  const print = (): void => frame.current?.contentWindow?.print()
  // The page behind it is not what somebody wants on paper.
  useHotkeys(query === undefined ? [] : [['mod+P', print]], [], true)
  const page = useText(endpoint, { ...query, format: 'html' }, { enabled: query !== undefined })
  return (
    <Modal opened={query !== undefined} onClose={close} title={title} size={900}>
      <StateOf of={page} rows={12}>
        {(html) => (
          <Stack>
            <Group justify="flex-end" className="kx-invoice-actions">
              <Button variant="default" leftSection={<IconPrinter size={16} />} onClick={print}>
                Print
              </Button>
            </Group>
            <iframe
              ref={frame}
              className="kx-invoice"
              title={title}
              srcDoc={html}
              onLoad={({ currentTarget }) => {
                noteHeight(currentTarget)
                // The keyboard may be in it, and keys that are pressed there are not heard outside.
                currentTarget.contentWindow?.addEventListener('keydown', getHotkeyHandler([['mod+P', print]]))
              }}
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

/** Printed by the browser's own menu, with the page, it is as long as what is in it (page.css). */
const noteHeight = (frame: HTMLIFrameElement): void => {
  const height = frame.contentDocument?.documentElement.scrollHeight ?? 0
  frame.style.setProperty('--kx-invoice-height', `${height}px`)
}
