import { Anchor, Button, Group, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { checkBase, endpointAt, gatewayBase, parseBase, saveGatewayBase } from './base.ts'
import { Modal } from './modal.tsx'
import { useSession } from './session.tsx'

/** Takes another gateway's address, and keeps it once that gateway has said that it is well. */
const BaseDialog = ({ close }: { close: () => void }) => {
  const [typed, setTyped] = useState(gatewayBase)
  const [problem, setProblem] = useState<string>()
  const [checking, setChecking] = useState(false)
  const { signOut } = useSession()

  const save = async (): Promise<void> => {
    const parsed = parseBase(typed)
    if (parsed === undefined) {
      setProblem(
        'This is no address of a gateway, which is like https://gateway.example.com, and has no password in it',
      )
      return
    }
    setChecking(true)
    setProblem(undefined)
    const health = await checkBase(parsed)
    setChecking(false)
    if (!health.ok) {
      setProblem(health.problem)
      return
    }
    const isOther = parsed !== gatewayBase()
    saveGatewayBase(parsed)
    close()
    // Another gateway knows another password, and other answers.
    if (isOther) signOut()
  }

  return (
    <Modal opened onClose={close} title="Gateway Base">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          // It shows its own problems.
          save().catch(() => setProblem('The address could not be checked.'))
        }}
      >
        <Stack>
          <TextInput
            label="Address of the gateway"
            description="Blank: the one that served this page. Changing it signs you out."
            placeholder="https://gateway.example.com"
            value={typed}
            error={problem}
            onChange={(event) => {
              setTyped(event.currentTarget.value)
              setProblem(undefined)
            }}
            data-autofocus
          />
          <Group justify="space-between">
            <Anchor
              href={endpointAt(parseBase(typed) ?? gatewayBase(), 'health')}
              target="_blank"
              rel="noreferrer"
              size="sm"
            >
              Open health for this base
            </Anchor>
            <Group gap="xs">
              <Button variant="default" onClick={close}>
                Cancel
              </Button>
              <Button type="submit" loading={checking}>
                Check and save
              </Button>
            </Group>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}

export default BaseDialog
