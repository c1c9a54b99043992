import { Empty } from '../../shared/empty.tsx'
import { thisMonth } from '../../shared/format.ts'
import { MonthPicker } from '../../shared/month-picker.tsx'
import { Screen } from '../../shared/screen.tsx'
import { useAddress } from '../../shared/use-address.ts'
import { CustomerPicker } from '../customer-picker.tsx'
import { useChosenCustomer } from '../use-chosen-customer.ts'
import { CustomerMonth } from './usage/customer-month.tsx'

/** What any customer used in a month, down to the single call. */
const Usage = () => {
  const [params, change] = useAddress()
  const { customerId, pick } = useChosenCustomer()
  const month = params.get('month') ?? thisMonth()
  return (
    <Screen
      title="Usage"
      lead="A customer’s month, down to the single call."
      actions={
        <>
          <CustomerPicker
            data-list-search={customerId === undefined || undefined}
            customerId={customerId}
            pick={pick}
          />
          <MonthPicker month={month} pick={(picked) => change({ month: picked })} />
        </>
      }
    >
      {customerId === undefined ? (
        <Empty title="Whose usage?">Choose a customer above: search for a part of its e-mail address.</Empty>
      ) : (
        <CustomerMonth key={`${customerId} ${month}`} customerId={customerId} month={month} />
      )}
    </Screen>
  )
}

export default Usage
