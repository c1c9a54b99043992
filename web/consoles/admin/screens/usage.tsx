import { Empty } from '../../shared/empty.tsx'
import { Screen } from '../../shared/screen.tsx'
import { useCustomerMonth } from '../use-customer-month.tsx'
import { CustomerMonth } from './usage/customer-month.tsx'

/** What any customer used in a month, down to the single call. */
const Usage = () => {
  const { customerId, month, fields } = useCustomerMonth()
  return (
    <Screen title="Usage" lead="A customer’s month, down to the single call." actions={fields}>
      {customerId === undefined ? (
        <Empty title="Whose usage?">Choose a customer above: search for a part of its e-mail address.</Empty>
      ) : (
        <CustomerMonth key={`${customerId} ${month}`} customerId={customerId} month={month} />
      )}
    </Screen>
  )
}

export default Usage
