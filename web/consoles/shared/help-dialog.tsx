import { Kbd, Table } from '@mantine/core'
import { Modal } from './modal.tsx'
import { PALETTE_KEYS } from './palette-keys.ts'

const SHORTCUTS: readonly (readonly [string, string])[] = [
  ['?', 'This help'],
  ['/', 'Search in the list'],
  [PALETTE_KEYS, 'Go to a screen, or find something'],
  ['Enter', 'Open the row that has the focus; Space does the same'],
  ['Esc', 'Close a dialog'],
]

/** What the keyboard does. */
export const HelpDialog = ({ opened, close }: { opened: boolean; close: () => void }) => (
  <Modal opened={opened} onClose={close} title="Keyboard">
    <Table>
      <Table.Tbody>
        {SHORTCUTS.map(([keys, what]) => (
          <Table.Tr key={keys}>
            <Table.Td>
              <Kbd>{keys}</Kbd>
            </Table.Td>
            <Table.Td>{what}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  </Modal>
)
