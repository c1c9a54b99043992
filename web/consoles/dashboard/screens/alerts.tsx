import { Stack } from '@mantine/core'
import { useState } from 'react'
import type { OwnAlerts } from '../../shared/answers.ts'
import { usePaging } from '../../shared/paging.ts'
import { Screen } from '../../shared/screen.tsx'
import { StateOf } from '../../shared/state-of.tsx'
import { useAnswer } from '../../shared/use-answer.ts'
import { NeedsRole } from '../needs-role.tsx'
import { AddressForm } from './alerts/address-form.tsx'
import { Deliveries, type DeliveryState } from './alerts/deliveries.tsx'

/** Who is told when money runs short, and whether they heard it. */
const Alerts = () => (
  <Screen
    title="Alerts"
    lead="Sent when a cap is nearly reached, when it is reached, and when an automatic top-up is made or fails."
  >
    <NeedsRole role="admin" what="Alerts are set up and read">
      <Content />
    </NeedsRole>
  </Screen>
)

export default Alerts

const Content = () => {
  const [state, setState] = useState<DeliveryState>()
  const paging = usePaging(state ?? '')
  const alerts = useAnswer<OwnAlerts>('user-alerts', { state, limit: 50, cursor: paging.cursor }, { refreshMs: 15_000 })
  return (
    <StateOf of={alerts}>
      {(answer) => (
        <Stack gap="lg">
          <AddressForm address={answer.alert_webhook_url} />
          <Deliveries
            rows={answer.deliveries}
            state={state}
            pick={setState}
            paging={paging}
            nextCursor={answer.next_cursor}
          />
        </Stack>
      )}
    </StateOf>
  )
}
