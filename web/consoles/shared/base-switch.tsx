import { Anchor, Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconServer } from '@tabler/icons-react'
import { useState } from 'react'
import { checkBase, endpointAt, gatewayBase, parseBase, saveGatewayBase } from './base.ts'
import { useSession } from './session.tsx'

/** Which gateway the page talks to, and another one instead: asked for its health before it is kept. `compact`: no name on a telephone. */
export const BaseSwitch = ({ compact = false }: { compact?: boolean }) => {
  const [opened, { open, close }] = useDisclosure()
  const [typed, setTyped] = useState(gatewayBase)
  const [problem, setProblem] = useState<string>()
  const [checking, setChecking] = useState(false)
  const { signOut } = useSession()
  const base = gatewayBase()
  const shown = base === '' ? 'this site' : base.replace(/^https?:\/\//, '')

  const save = async (): Promise<void> => {
    const parsed = parseBase(typed)
    if (parsed === undefined) {
      setProblem('This is no address: https://gateway.example.com')
      return
    }
    setChecking(true)
    const health = await checkBase(parsed)
    setChecking(false)
    if (!health.ok) {
      setProblem(health.problem)
      return
    }
    saveGatewayBase(parsed)
    // Another gateway knows another password, and other answers.
    signOut()
    location.reload()
  }

  return (
    <>
      <Button variant="default" size="xs" px={8} onClick={open} aria-label={`Gateway Base: ${shown}`}>
        <Group gap={6} wrap="nowrap">
          <IconServer size={14} />
          <Text span size="xs" truncate maw={180} {...(compact ? { visibleFrom: 'sm' } : {})}>
            {shown}
          </Text>
        </Group>
      </Button>
      <Modal opened={opened} onClose={close} title="Gateway Base">
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
              <Anchor href={endpointAt(parseBase(typed) ?? base, 'health')} target="_blank" rel="noreferrer" size="sm">
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
    </>
  )
}
