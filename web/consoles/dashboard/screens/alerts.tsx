import { Stack } from '@mantine/core'
import type { OwnAlerts } from '../../shared/answers.ts'
import { DELIVERY_OPTIONS } from '../../shared/delivery-state.tsx'
import { known } from '../../shared/known.ts'
import { usePaging } from '../../shared/paging.ts'
import { Screen } from '../../shared/screen.tsx'
import { StateOf } from '../../shared/state-of.tsx'
import { useInAddress } from '../../shared/use-address.ts'
import { useAnswer } from '../../shared/use-answer.ts'
import { NeedsRole } from '../needs-role.tsx'
import { AddressForm } from './alerts/address-form.tsx'
import { EventTypes } from './alerts/event-types.tsx'
import { Deliveries } from './alerts/deliveries.tsx'

/** Who is told when money runs short, and whether they heard it. */
const Alerts = () => (
  <Screen
    title="Alerts"
    lead="Sent when a cap is nearly reached or reached, when an automatic top-up is made or fails, and when a job with a callback_url ends."
  >
    <NeedsRole role="admin" what="Alerts are set up and read">
      <Content />
    </NeedsRole>
  </Screen>
)

export default Alerts

const Content = () => {
  const [named, setState] = useInAddress('state')
  const state = known(named, DELIVERY_OPTIONS)
  const [q, setQ] = useInAddress('q')
  const paging = usePaging()
  const alerts = useAnswer<OwnAlerts>(
    'user-alerts',
    { q, state, limit: 50, cursor: paging.cursor },
    { refreshMs: 15_000 },
  )
  return (
    <StateOf of={alerts}>
      {(answer) => (
        <Stack gap="lg">
          <AddressForm address={answer.alert_webhook_url} />
          <EventTypes warnPercent={answer.cap_warn_pct} />
          <Deliveries
            rows={answer.deliveries}
            state={state}
            pick={setState}
            q={q}
            search={setQ}
            paging={paging}
            nextCursor={answer.next_cursor}
          />
        </Stack>
      )}
    </StateOf>
  )
}
