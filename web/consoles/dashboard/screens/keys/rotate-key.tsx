import { Button, Group, Select, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useState } from 'react'
import type { OwnKey, RotatedKey } from '../../../shared/answers.ts'
import { Failure } from '../../../shared/failure.tsx'
import { graceSentence } from '../../../shared/grace-select.tsx'
import { isolated } from '../../../shared/isolated.ts'
import { Modal } from '../../../shared/modal.tsx'
import { useChange } from '../../../shared/use-change.ts'

const AT_ONCE = { value: '0', label: 'It ends at once' }
const GRACE = [
  { value: '3600', label: 'It works for another hour' },
  { value: '86400', label: 'It works for another day' },
  { value: '604800', label: 'It works for another week' },
]

type Props = {
  apiKey: OwnKey
  /** The key that is signed in with: were it to end at once, so would the session, before the new secret was seen. */
  isOwn: boolean
  issued: (secret: string) => void
}

/** Another key in the place of this one: the same policy and cap, another secret. */
export const RotateKey = ({ apiKey: { id, label }, isOwn, issued }: Props) => {
  const [opened, { open, close }] = useDisclosure()
  const [grace, setGrace] = useState('86400')
  const rotate = useChange({
    run: (api, seconds: number) =>
      api.json<RotatedKey>('user-keys', {
        method: 'PUT',
        query: { rotate_key_id: id },
        body: { grace_seconds: seconds },
      }),
    touches: ['user-keys', 'user-devices', 'user-summary'],
  })
  return (
    <>
      <Button variant="default" onClick={open}>
        Rotate key
      </Button>
      <Modal opened={opened} onClose={close} title="Rotate key">
        <Stack>
          <Text size="sm">
            “{isolated(label)}” gets a new secret with the same policy. {graceSentence(Number(grace))} Both share the
            cap, so rotating buys no second allowance.
          </Text>
          <Select
            label="The old secret"
            description={
              isOwn
                ? 'You are signed in with it: sign in with the new one before it ends.'
                : 'Long enough to put the new one everywhere.'
            }
            data={isOwn ? GRACE : [AT_ONCE, ...GRACE]}
            value={grace}
            onChange={(value) => setGrace(value ?? '86400')}
            allowDeselect={false}
          />
          {rotate.error !== null && <Failure error={rotate.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button
              loading={rotate.isPending}
              onClick={() => {
                // The secret comes this once, so it is shown even when the dialog was closed meanwhile.
                rotate.mutateAsync(Number(grace)).then(
                  ({ new_key: made }) => {
                    close()
                    issued(made.key)
                  },
                  () => undefined,
                )
              }}
            >
              Rotate
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  )
}
