import { Button, Stack } from '@mantine/core'
import type { OperatorDevice } from '../../../shared/answers.ts'
import { Confirm } from '../../../shared/confirm.tsx'
import { keyWorks } from '../../../shared/device-standing.ts'
import { Failure } from '../../../shared/failure.tsx'
import { useChange } from '../../../shared/use-change.ts'
import type { DeviceChangeOrder } from '../../orders.ts'

/** Takes a device's seat away, or gives it back. */
export const DeviceSwitch = ({ device }: { device: OperatorDevice }) => {
  const isRevoked = device.revoked_at !== null
  const change = useChange<boolean, Response>({
    run: (api, revoked) => {
      const body: DeviceChangeOrder = { api_key_id: device.api_key_id, install_id: device.install_id, revoked }
      return api.send('admin-devices', { method: 'PATCH', body })
    },
    touches: ['admin-devices', 'admin-audit'],
    done: isRevoked ? 'The device is restored.' : 'The device was revoked.',
  })
  if (!isRevoked) {
    return (
      <Confirm
        tone="danger"
        label="Revoke"
        size="compact-xs"
        variant="subtle"
        color="red"
        question={
          <>
            Calls from <span className="kx-mono">{device.install_id}</span> with this key are refused{' '}
            {keyWorks(device) ? 'from now on' : 'even when the key works again'}, and its seat is free for another
            device.
          </>
        }
        act={() => change.mutateAsync(true)}
        pending={change.isPending}
        error={change.error}
      />
    )
  }
  return (
    <Stack gap="xs" align="flex-start">
      <Button size="compact-xs" variant="subtle" loading={change.isPending} onClick={() => change.mutate(false)}>
        Restore
      </Button>
      {change.error !== null && <Failure error={change.error} />}
    </Stack>
  )
}
