import { Button, Group, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useState } from 'react'
import type { Key, RotatedKey } from '../../../shared/answers.ts'
import { Failure } from '../../../shared/failure.tsx'
import { fieldErrors } from '../../../shared/field-errors.ts'
import { graceSentence, GraceSelect } from '../../../shared/grace-select.tsx'
import { Modal } from '../../../shared/modal.tsx'
import { useChange } from '../../../shared/use-change.ts'

/** Replaces a key by one with the same settings. */
export const RotateKey = ({ known, done }: { known: Key; done: (key: RotatedKey['new_key']) => void }) => {
  const [opened, { open, close }] = useDisclosure()
  const [graceSeconds, setGraceSeconds] = useState(86_400)
  const rotate = useChange<number, RotatedKey>({
    run: (api, seconds) =>
      api.json<RotatedKey>('admin-keys', {
        method: 'PUT',
        query: { rotate_key_id: known.id },
        body: { grace_seconds: seconds },
      }),
    touches: ['admin-keys', 'admin-devices', 'admin-customers', 'admin-overview', 'admin-audit'],
    done: 'The key was rotated.',
  })
  const errors = fieldErrors(rotate.error, ['grace_seconds'])
  return (
    <>
      <Button size="xs" variant="light" onClick={open}>
        Rotate…
      </Button>
      <Modal opened={opened} onClose={close} title={`Rotate “${known.label}”`}>
        <Stack>
          <Text size="sm">A new key takes over all settings of the old one. {graceSentence(graceSeconds)}</Text>
          <GraceSelect seconds={graceSeconds} pick={setGraceSeconds} error={errors.at('grace_seconds')} />
          {errors.rest !== null && <Failure error={errors.rest} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              Cancel
            </Button>
            <Button
              loading={rotate.isPending}
              onClick={() => rotate.mutate(graceSeconds, { onSuccess: ({ new_key: key }) => done(key) })}
            >
              Rotate key
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  )
}
