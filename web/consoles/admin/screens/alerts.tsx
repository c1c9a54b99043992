import { isId } from '../../shared/is-id.ts'
import { Screen } from '../../shared/screen.tsx'
import { TestMessage } from '../../shared/test-message.tsx'
import { useAddress } from '../../shared/use-address.ts'
import { DeliveryList } from './alerts/delivery-list.tsx'
import { SigningSecret } from './alerts/signing-secret.tsx'

/** Messages to webhooks: what arrived, what is on its way, and what was given up. */
const Alerts = () => {
  const [address] = useAddress()
  const named = address.get('customer_id')
  const customerId = isId(named) ? named : undefined
  return (
    <Screen
      title="Alerts"
      lead="Signed messages to webhooks: caps, top-ups, jobs. Tried again until they arrive or are given up."
      actions={
        <>
          <TestMessage by={{ operatorAbout: customerId }} />
          <SigningSecret customerId={customerId} />
        </>
      }
    >
      <DeliveryList />
    </Screen>
  )
}

export default Alerts
