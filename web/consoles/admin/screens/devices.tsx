import { Empty } from '../../shared/empty.tsx'
import { Screen } from '../../shared/screen.tsx'
import { CustomerPicker } from '../customer-picker.tsx'
import { useChosenCustomer } from '../use-chosen-customer.ts'
import { DeviceList } from './devices/device-list.tsx'

/** The installations that any customer's keys were used from. */
const Devices = () => {
  const { customerId, pick } = useChosenCustomer()
  return (
    <Screen
      title="Devices"
      lead="Installations that customers’ keys were used from; each takes a seat of its key."
      actions={
        <CustomerPicker data-list-search={customerId === undefined || undefined} customerId={customerId} pick={pick} />
      }
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
