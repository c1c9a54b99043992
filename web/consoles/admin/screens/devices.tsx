import { Empty } from '../../shared/empty.tsx'
import { Screen } from '../../shared/screen.tsx'
import { useAddress } from '../../shared/use-address.ts'
import { CustomerPicker } from '../customer-picker.tsx'
import { DeviceList } from './devices/device-list.tsx'

/** The installations that any customer's keys were used from. */
const Devices = () => {
  const [params, change] = useAddress()
  const customerId = params.get('customer_id') ?? undefined
  return (
    <Screen
      title="Devices"
      lead="Installations that customers’ keys were used from; each takes a seat of its key."
      actions={<CustomerPicker customerId={customerId} pick={(id) => change({ customer_id: id })} />}
    >
      {customerId === undefined ? (
        <Empty title="Whose devices?">Choose a customer above: search for a part of its e-mail address.</Empty>
      ) : (
        <DeviceList key={customerId} customerId={customerId} />
      )}
    </Screen>
  )
}

export default Devices
