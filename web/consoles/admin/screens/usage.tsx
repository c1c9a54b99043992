import { Screen } from '../../shared/screen.tsx'
import { useCustomerMonth } from '../use-customer-month.tsx'
import { CustomerMonth } from './usage/customer-month.tsx'
import { EverybodysMonth } from './usage/everybodys-month.tsx'

/** What was used in a month, by everybody or by one customer, down to the single call. */
const Usage = () => {
  const { customerId, month, fields } = useCustomerMonth()
  return (
    <Screen title="Usage" lead="A month of all customers or of one, down to the single call." actions={fields}>
      {customerId === undefined ? (
        <EverybodysMonth key={month} month={month} />
      ) : (
        <CustomerMonth key={`${customerId} ${month}`} customerId={customerId} month={month} />
      )}
    </Screen>
  )
}

export default Usage
