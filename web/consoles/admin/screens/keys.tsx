import { Empty } from '../../shared/empty.tsx'
import { Screen } from '../../shared/screen.tsx'
import { useAddress } from '../../shared/use-address.ts'
import { CustomerPicker } from '../customer-picker.tsx'
import { KeyList } from './keys/key-list.tsx'

/** The keys of any customer. */
const Keys = () => {
  const [params, change] = useAddress()
  const customerId = params.get('customer_id') ?? undefined
  return (
    <Screen
      title="Keys"
      lead="What customers’ applications call the gateway with."
      actions={<CustomerPicker customerId={customerId} pick={(id) => change({ customer_id: id })} />}
    >
      {customerId === undefined ? (
        <Empty title="Whose keys?">Choose a customer above: search for a part of its e-mail address.</Empty>
      ) : (
        <KeyList key={customerId} customerId={customerId} />
      )}
    </Screen>
  )
}

export default Keys
