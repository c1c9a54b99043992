import { Screen } from '../../shared/screen.tsx'
import { CustomerPicker } from '../customer-picker.tsx'
import { useChosenCustomer } from '../use-chosen-customer.ts'
import { DeviceList } from './devices/device-list.tsx'

/** The installations that keys were used from, of everybody or of one customer. */
const Devices = () => {
  const { customerId, pick } = useChosenCustomer()
  return (
    <Screen
      title="Devices"
      lead="Installations that customers’ keys were used from; each takes a seat of its key."
      actions={
        <CustomerPicker placeholder="Any customer" data-list-search={undefined} customerId={customerId} pick={pick} />
      }
    >
      <DeviceList key={customerId} customerId={customerId} />
    </Screen>
  )
}

export default Devices
